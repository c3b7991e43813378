"""A reply taken apart for the courtesy guard: without its foot, in clauses of words, names found."""

import re
from dataclasses import dataclass, field

from accord.messaging.courtesy import guessing
from accord.messaging.courtesy.lexicon import Lexicon, folded, is_no_name

WORD = re.compile(r"[^\W\d_]+(?:['’´`][^\W\d_]+)*")
_NAME = re.compile(r"[^\W\d_]\w{0,19}(?:-[^\W\d_]\w{1,19})?")
_SIGNS = frozenset(" \t\n\r\u00a0\u200b\ufeff.,!:-–—*_'’´`~")
_HARD = frozenset(".!\n")
_SOFT = frozenset(",:–—")

_FOOT_WORDS = 9
_DEVICE = re.compile(
    r"(?i)iphone|ipad|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|nokia|outlook|yahoo|gmail|mail|smartphone|mobile"
    r"|телефон|смартфон|устройств|таблет|планшет|пошт|почт|telefon|tālrun|talrun|mobil|ierīc|seadme|naprav"
)
_SIGNATURE_LINES = 8
_BEHIND_A_NAME = frozenset(("for", "that", "name", "title", "helped", "praise", "did"))
_SIGNATURE_LINE_CHARS = 60
_FIRM = re.compile(
    r"(?i)(?<!\w)(?:ltd|llp|llc|inc|plc|gmbh|oü|as|uü|mtü|sia|a/s|ооо|оао|зао|ао|ип|еоод|оод|ад|ет|d\.\s?o\.\s?o|d\.\s?d|s\.\s?p)(?!\w)"
)
_REACHED = re.compile(
    r"(?i)^[^\W\d_]{0,9}[.:]{0,2}\s?[+()\d][\d\s()+/.-]{5,}$|^\S*\s?\S+@\S+\.\w+$|^(?:https?://|www\.)\S+$"
)
_ROLE = re.compile(
    r"(?i)manager|director|accountant|engineer|officer|assistant|head of|menedžer|direktor|računovod|kadrov|vodja|tajni"
    r"|grāmatved|vadītāj|direktor|speciālist|raamatupidaja|juhataja|juhatus|spetsialist|sekretär|бухгалтер|директор"
    r"|менеджер|отдел|мениджър|управител|счетовод|ръководител|специалист|ресурси|инженер"
)


@dataclass
class Clause:
    """Words that stand between two marks. `firm`: a full stop, an exclamation mark or a line's end came before it."""

    words: list[str] = field(default_factory=list)
    firm: bool = True


def is_plain(text: str) -> bool:
    """Whether all signs are letters, spaces and the marks of a friendly line: no question, digit, quote or address."""
    return "..." not in text and all(
        sign in _SIGNS or sign.isalpha() or "\u0300" <= sign <= "\u036f" for sign in text
    )


def without_foot(text: str, known: Lexicon, sender_name: str = "") -> str:
    """The text without what a mail program, a company or a signature adds below it.

    A signature begins with a closing and a name, or with all of `sender_name` above a firm, a trade or an address.
    """
    lines = [line.strip() for line in text.split("\n")]
    lines = _without_small_print(lines, known)
    while lines and (not lines[-1] or _is_device_line(lines[-1], known)):
        lines.pop()
    while lines and (not lines[0] or _is_device_line(lines[0], known)):
        lines.pop(0)
    own = _words_of(sender_name)
    for at, line in enumerate(lines):
        if at and _is_closing(line, known) and _is_signature(lines[at + 1 :]):
            return "\n".join(lines[:at])
        if at and own and _words_of(line) == own and _is_strict_signature(lines[at + 1 :]):
            return "\n".join(lines[:at])
    return "\n".join(lines)


def _without_small_print(lines: list[str], known: Lexicon) -> list[str]:
    """Without a last paragraph that says that the mail is confidential."""
    last = max((at for at, line in enumerate(lines) if not line), default=-1)
    words = [folded(word) for word in WORD.findall(" ".join(lines[last + 1 :]))]
    begins = last > 0 and len(words) > _FOOT_WORDS and words[0] in known.lists["footer"]
    if begins and any(word.startswith(tuple(known.lists["confidential"])) for word in words):
        return lines[:last]
    return lines


def _is_device_line(line: str, known: Lexicon) -> bool:
    words = WORD.findall(line)
    begins = " ".join(folded(word) for word in words[:2])
    return (
        1 < len(words) <= _FOOT_WORDS
        and (begins in known.lists["footer"] or begins.split(" ")[0] in known.lists["footer"])
        and _DEVICE.search(line) is not None
        and not re.search(r"[?!;]|[.,] ", line)
    )


def _is_closing(line: str, known: Lexicon) -> bool:
    if not 0 < len(line) <= _SIGNATURE_LINE_CHARS:
        return False
    return all(_only_closing(part, known) for part in line.split("/"))


def _only_closing(part: str, known: Lexicon) -> bool:
    words = [known.key(folded(word)) for word in WORD.findall(part)]
    return bool(words) and any(
        end == len(words) and kind == "closing" for end, kind in known.phrases(words, 0)
    )


def _is_signature(lines: list[str]) -> bool:
    """A name, then at most seven lines that hold a firm, a trade or an address, and nothing that speaks."""
    there = [line for line in lines if line]
    if not there or len(there) > _SIGNATURE_LINES or not _is_name_line(there[0]):
        return False
    return all(
        len(line) <= _SIGNATURE_LINE_CHARS
        and (
            _REACHED.match(line) is not None
            or ((_FIRM.search(line) or _ROLE.search(line) or _is_name_line(line)) and len(line.split()) <= 6)
        )
        for line in there[1:]
    )


def _is_strict_signature(lines: list[str]) -> bool:
    """At most seven lines, each all trade, a firm or an address: no closing says that a signature begins."""
    there = [line for line in lines if line]
    return len(there) < _SIGNATURE_LINES and all(
        len(line) <= _SIGNATURE_LINE_CHARS
        and (
            _REACHED.match(line) is not None
            or (_FIRM.search(line) is not None and _is_name_line(line))
            or all(_ROLE.search(word) for word in line.split())
        )
        for line in there
    )


def _words_of(line: str) -> set[str]:
    return {folded(word) for word in WORD.findall(line)}


def _is_name_line(line: str) -> bool:
    words = line.replace(",", " ").split()
    return 0 < len(words) <= 4 and all(
        word[0].isupper() or word.lower() in ("dr.", "mag.", "ing.") for word in words
    )


def clauses(text: str, known: Lexicon, sender_name: str) -> list[Clause] | None:
    """The clauses of the text, words as the lexicon writes them; names that stand where names do are left out.

    None if a word is unknown that can be no name and no guess, so that another language costs a look-up a word.
    """
    own = _words_of(sender_name)
    initials = {word[0].upper() for word in own}
    found = list(WORD.finditer(text))
    keys = []
    unknown = 0
    for word in found:
        plain = folded(word.group())
        key = known.key(plain)
        if not known.has(key) and plain not in own and not word.group()[0].isupper():
            unknown += 1
            if unknown > guessing.MOST or not guessing.guesses(known.language).may_be(key):
                return None
        keys.append(key)
    names = _names(text, found, keys, known)
    made: list[Clause] = []
    for place, word in enumerate(found):
        before = text[found[place - 1].end() if place else 0 : word.start()]
        firm = not _HARD.isdisjoint(before)
        soft = not _SOFT.isdisjoint(before) or " - " in before or "- " in before
        if not made or firm or soft:
            made.append(Clause(firm=firm or not made))
        abbreviated = word.group() in initials and text[word.end() : word.end() + 1] == "."
        if place not in names and folded(word.group()) not in own and not abbreviated:
            made[-1].words.append(keys[place])
    return made if _guessed(made, known) else None


def _guessed(made: list[Clause], known: Lexicon) -> bool:
    """Put a guess in place of each unknown word. False if one is none, or if there are too many."""
    guessed = 0
    for clause in made:
        for place, word in enumerate(clause.words):
            if known.has(word):
                continue
            guess = guessing.guesses(known.language).guess(clause.words, place, known)
            guessed += 1
            if guess is None or guessed > guessing.MOST:
                return False
            clause.words[place] = guess
    return True


def _names(text: str, found: list[re.Match[str]], keys: list[str], known: Lexicon) -> set[int]:
    """Places of words that nobody knows and that stand where a name stands: after a greeting or a title, alone behind
    a comma, behind a word of thanks or a person's trade, and a family name behind a first one."""
    names: set[int] = set()
    addressed = 0
    for place, word in enumerate(found):
        before = text[found[place - 1].end() if place else 0 : word.start()]
        after = text[word.end() : word.end() + 1]
        if _ends(keys, place, known, {"hello", "title"}):
            addressed = 3
            continue
        likely = _like_a_name(word.group(), keys[place], known)
        if addressed and likely and not before.strip(" ,.-"):
            names.add(place)
            addressed -= 1
            continue
        if addressed and not before.strip(" ") and place + 1 < len(found):
            following = {kind for end, kind in known.phrases(keys, place + 1) if end == place + 2}
            if likely and following & {"title"}:
                names.add(place)
                continue
        addressed = 0
        if likely and _stands_as_name(keys, place, before, after, names, known):
            names.add(place)
    return names


def _stands_as_name(
    keys: list[str], place: int, before: str, after: str, names: set[int], known: Lexicon
) -> bool:
    ends = after in ("", ",", ".", "!", "\n", "-")
    if before == ", ":
        return ends
    if before not in (" ", "-") or not place or keys[place - 1] == keys[place]:
        return False
    if place - 1 in names or _ends(keys, place - 1, known, {"name"}):
        return True
    goes_on = ends or bool({kind for _, kind in known.phrases(keys, place + 1)} & _BEHIND_A_NAME)
    if goes_on and _ends(keys, place - 1, known, {"thanks", "person", "people", "title"}):
        return True
    thanked = any(_ends(keys, at, known, {"thanks"}) for at in range(max(0, place - 4), place))
    return goes_on and thanked and _ends(keys, place - 1, known, {"for"})


def _ends(keys: list[str], place: int, known: Lexicon, kinds: set[str]) -> bool:
    """Whether a phrase of one of these kinds ends at that place."""
    return any(
        end == place + 1 and kind in kinds
        for begin in range(max(0, place - 2), place + 1)
        for end, kind in known.phrases(keys, begin)
    )


def _like_a_name(word: str, key: str, known: Lexicon) -> bool:
    capital = word[0].isupper() and word[1:].islower()
    return capital and bool(_NAME.fullmatch(word)) and not known.has(key) and not is_no_name(folded(word))
