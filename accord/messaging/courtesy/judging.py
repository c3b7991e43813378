"""Is a reply thanks and nothing more? Then a resolved ticket may stay resolved.

Careful on purpose: a text is courtesy only if every word of it is known in one language, and its clauses are of kinds
that ask for nothing. Whatever is not known makes the answer no, and then the ticket opens and an agent looks: the
harmless mistake.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accord.messaging.courtesy import grammar, reading
from accord.messaging.courtesy.lexicon import Lexicon, lexicon

LANGUAGES = ("en", "bg", "et", "lv", "ru", "sl")
MOST_CHARS = 400
MOST_WORDS = 60
_MOST_WITH_FOOT = 1_200
_MOST_SHOWN = 4

_HAPPY = re.compile(
    r"(?<!\w)[:;=]['’]?[-^]?[)DPpр*]+(?!\w)|(?<!\w)\^[_.]?\^(?!\w)|(?<!\w)[xX]D+(?!\w)|(?<!\w)<3(?!\w)|(?<=[^\W\d_!.])[)]+|(?<=[!.])[)]+|(?<!\S)[)]+(?!\S)"
)
# Figures that are praise: they become a word that the lexicon of every language knows.
_FULL_MARKS = re.compile(r"(?<![\w/])(?:(10|5|6|12)\s?/\s?\1|100\s?%|[56]\+|10\+)(?!\w)")
_THOUSANDFOLD = re.compile(
    r"(?<![\w/])10{2,6}\s?[xх]?\s(?=(?:thank|благодар|спасиб|hvala|aitäh|tänu|paldies))", re.IGNORECASE
)
_STARS = re.compile(
    r"(?<![\w/])[56]\s?(?:\*|⭐|(?:stars?|звезди|звёзд|звезд|zvezdic|zvezd|tärni|zvaigznes|zvaigžņu)(?!\w))",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[а-яА-Я]")
_EMOJI_OF_THANKS = "👍👌👏❤💐🌹🙏♥💙💚💛💜🧡💖💕🎉🥰😍😘🤗💯🙌🫶💓💗💞💝💘🤍🤎🖤❣♡🙇🏆🥇🤩"
_EMOJI_AROUND = (
    "🤝😊🙂😀😁😃😄😉😇😎☺✌💪🎊🌷🌸🌺🌻⭐🌟✨☀🍀🥳🎄🎅✅☕🌞🌼😌😅😺😻💫💃🕺🔥⚡🤞🫡🥹🤠☘😋😚😙🙋🕊🥲🤭🤓💌"
)
_EMOJI_OF_LAUGHTER = "😂🤣"  # friendly beside a word of thanks, scornful beside praise
_EMOJI = frozenset(
    f"{_EMOJI_OF_THANKS}{_EMOJI_AROUND}{_EMOJI_OF_LAUGHTER}\ufe0f\u200d🏻🏼🏽🏾🏿"
    # Plants, dishes, parties, sport and animals: they say that somebody is glad. Storms and rain do not.
    + "".join(
        chr(code) for code in (*range(0x1F330, 0x1F3FB), *range(0x1F40D, 0x1F440), *range(0x1F950, 0x1F970))
    )
)


@dataclass(frozen=True)
class Judgement:
    """Whether a text is courtesy, and which of its words said so."""

    courtesy: bool
    words: tuple[str, ...] = ()


_NO = Judgement(False)
_MANNERS = frozenset(("quick", "quality", "nice"))  # "quick, clear, polite"


def is_courtesy(visible_text: str, has_files: bool = False, sender_name: str = "") -> bool:
    """`judge` without the words."""
    return judge(visible_text, has_files, sender_name).courtesy


def judge(visible_text: str, has_files: bool = False, sender_name: str = "") -> Judgement:
    """What the text is, quote and signature taken off before. It never raises, and its time is bounded.

    A question mark, a digit, an address, a file, a negation, a "but" or any unknown word make it no courtesy; words of
    `sender_name` are known, and so is a name after a greeting (`Dear Ms Allen`) or behind a comma (`Thanks, Maria!`).
    """
    text = visible_text.strip()
    if has_files or not text or len(text) > _MOST_WITH_FOOT:
        return _NO
    text = text.replace("\r\n", "\n")
    for known in _lexicons(text):
        found = _judge(reading.without_foot(text, known, sender_name), known, sender_name)
        if found.courtesy:
            return found
    return _NO


def _lexicons(text: str) -> Iterator[Lexicon]:
    if _CYRILLIC.search(text):
        yield lexicon("bg")
        yield lexicon("ru")
        return
    for code in ("en", "et", "lv", "sl"):
        yield lexicon(code)
    yield lexicon("bg", True)
    yield lexicon("ru", True)


def _judge(text: str, known: Lexicon, sender_name: str) -> Judgement:
    whole = text
    text = _HAPPY.sub(" ", text)
    for figure in (_FULL_MARKS, _STARS):
        text = figure.sub(" top ", text)
    text = _THOUSANDFOLD.sub("", text).replace(" & ", " ")
    emoji = list(dict.fromkeys(sign for sign in text if sign in _EMOJI_OF_THANKS))
    text = "".join(" " if sign in _EMOJI else sign for sign in text)
    if len(text) > MOST_CHARS or not reading.is_plain(text):
        return _NO
    parts = reading.clauses(text, known, sender_name)
    if parts is None or sum(len(part.words) for part in parts) > MOST_WORDS:
        return _NO
    if not any(part.words for part in parts):
        return Judgement(bool(emoji), tuple(emoji)[:_MOST_SHOWN])
    said = _said(parts, known)
    if said is None:
        return _NO
    kinds = {item.kind for item in said}
    if not kinds & {"thanks"} and any(sign in whole for sign in _EMOJI_OF_LAUGHTER):
        return _NO
    guessed = any(item.words.startswith("?") for item in said)
    if not (
        grammar.says_it(kinds, guessed=guessed) or (emoji and not guessed and not kinds & {"checked", "yes"})
    ):
        return _NO
    strong = [
        item.words
        for item in said
        if (item.kind in grammar.SAYING or item.kind == "occasion") and not item.words.startswith("?")
    ]
    return Judgement(True, tuple(dict.fromkeys([*strong, *emoji]))[:_MOST_SHOWN])


def _said(parts: list[reading.Clause], known: Lexicon) -> list[grammar.Item] | None:
    """All phrases of the text, if each of its clauses is one of courtesy; else None."""
    said: list[grammar.Item] = []
    open_items: list[grammar.Item] = []
    for place, part in enumerate(parts):
        ways = grammar.cover(part.words, known)
        if not ways:
            return None
        following = parts[place + 1] if place + 1 < len(parts) else None
        if following is not None and _goes_on([*open_items, *ways[0]], following, known):
            open_items = [*open_items, *ways[0]]
            continue
        before = [item.kind for item in said]
        for way in ways:
            items = [*open_items, *way]
            if not items or grammar.is_fine(items, before):
                said += items
                break
        else:
            return None
        open_items = []
    return said


def _goes_on(items: list[grammar.Item], following: reading.Clause, known: Lexicon) -> bool:
    """ "Thank you, all, for the help", "quick, clear, polite": what is behind the comma belongs to it."""
    if following.firm or not following.words:
        return False
    first = {kind for _, kind in known.phrases(following.words, 0)}
    if items and all(item.kind in (*_MANNERS, "small") for item in items):
        return bool(first & _MANNERS) and any(item.kind in _MANNERS for item in items)
    return bool(first & {"for"}) and any(item.kind in ("thanks", "people", "name") for item in items)
