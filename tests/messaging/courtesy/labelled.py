"""The labelled replies, read, and how each file falls into two halves.

A line is a reply: `+` courtesy, `-` anything else; `⏎` is a line's end, `{Name}` at its beginning the sender's name.
The halves follow from a hash of the text alone. Rules may be written looking at SEEN; UNSEEN is only measured. Whoever
looks at a miss of the UNSEEN half replaces the texts of that half by new ones. The files `later` were written when the
rules stood (they then caught 74 of 90 and swallowed none of 150) and have been looked at since.

The files `blind` and `sealed` are two halves of a set by somebody who did not know the rules. The rules of its day
caught 24 to 46 % of its courtesy and swallowed none of its requests. `blind` was looked at while they were rewritten;
`sealed` (where it is present) was only measured. A bare "ok" is courtesy to its author; here it is not: it may agree to
an offer.

The files `fresh` are three rounds by somebody else who did not know the rules and wrote ever more colourful replies on
purpose ("a gentleman and a scholar", "the tomatoes will drink"). The rules that stood before them caught 10 to 64 % of
their courtesy and swallowed none. Words were added while the first two rounds were looked at, none for the third.

The file `plain` holds short replies as customers of shops, banks, software and towns write them, Estonian alone so far.
Its thanks, and the requests before "Aitäh, soovin minu raha tagasi", were written by somebody who had not seen the
words; the requests from there on against the rules. The words of its day caught 84 % of its courtesy (SEEN 87 %, UNSEEN
81 %) and swallowed one request. Words were added by kind, looking at SEEN alone; UNSEEN then rose to 94 %.

The file `trades` names concrete things of trades; its thanks were written after those words and 54 % of them were
caught. Of its UNSEEN half 75 % were, when words and the guess at a clause's first noun had been added looking at SEEN;
since then all of it has been looked at. What follows "Tänan, sain arve makstud ja kõik on korras." was written last:
64 % were caught by the first words, 76 % by those before it was looked at.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

LANGUAGES = ("en", "bg", "et", "lv", "ru", "sl")
SEEN, UNSEEN = "seen", "unseen"


@dataclass(frozen=True)
class Reply:
    """One labelled reply, as it stands in a mail: with its signature and what is quoted below."""

    text: str
    courtesy: bool
    sender_name: str = ""

    @property
    def half(self) -> str:
        return SEEN if sha256(self.text.encode()).digest()[0] % 2 else UNSEEN


def replies(language: str) -> list[Reply]:
    """All replies of that language's file, in its order."""
    return _read(f"replies.{language}.txt")


def later(language: str) -> list[Reply]:
    """The replies that were written when the rules stood."""
    return _read(f"later.{language}.txt")


def blind(language: str) -> list[Reply]:
    """The half of the blind set that was looked at."""
    return _read(f"blind.{language}.txt")


def fresh(language: str) -> list[Reply]:
    """Three rounds of replies that are colourful on purpose."""
    return _read(f"fresh.{language}.txt")


def plain(language: str) -> list[Reply]:
    """Short everyday replies; empty where the file is absent."""
    return _read_if_there(f"plain.{language}.txt")


def trades(language: str) -> list[Reply]:
    """Everyday replies about things of trades; empty where the file is absent."""
    return _read_if_there(f"trades.{language}.txt")


def sealed(language: str) -> list[Reply]:
    """The half of the blind set that was only measured; empty where the file is absent."""
    return _read_if_there(f"sealed.{language}.txt")


def _read_if_there(name: str) -> list[Reply]:
    return _read(name) if (Path(__file__).parent / name).exists() else []


def _read(name: str) -> list[Reply]:
    return [_reply(line) for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]


def _reply(line: str) -> Reply:
    mark, text = line[0], line[2:]
    if mark not in "+-" or line[1] != " ":
        raise ValueError(f"no labelled reply: {line}")
    name = ""
    if text.startswith("{"):
        name, text = text[1:].split("} ", 1)
    return Reply(text.replace("⏎", "\n"), mark == "+", name)
