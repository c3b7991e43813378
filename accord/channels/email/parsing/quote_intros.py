"""Recognising the lines by which mail programs introduce a quote, and the header blocks they put above one."""

import re

from accord.channels.email.parsing import quote_words as words

MAX_LINE_CHARS = 400
_MAX_WINDOW = 4
_MAX_INTRO_CHARS = 600
_MAX_BLOCK_LINES = 24
_COLONS = (":", "：")
# "On 5 May I wrote to a@b:" is the customer speaking.
_FIRST_PERSON = re.compile(r"(?i)(?:^|[\s,])(?:i|we|i've|we've|ich|wir|я|мы|аз|ние)\s")
_CJK_OPENERS = ("在", "于", "於")
_AFTER_VERB = " \t\u00a0:：-–—*_"
_LAST_TOKEN = re.compile(r"[>\])\"'”»\d]+")
_TOKEN = re.compile(r"[^\s:：<>\"',;«»“”\[\]]+")
_STRIPPED = " \t*_>|\u00a0\ufeff\u200b-–•"


def is_quoted(line: str) -> bool:
    """A line under quote marks. The `>:` that a wrapped `<a@b>:` leaves is none."""
    start = line.lstrip(" \t\u00a0\ufeff")[:8]
    return start[:1] == ">" and start.replace(" ", "") not in (">:", ">：") and not start.startswith(">wrote")


def introduction(lines: list[str], end: int) -> tuple[int, int]:
    """Does an introduction end at line `end`? Gives (its first line, strength).

    Strength 2: it cuts by itself. 1: it counts if quoted lines follow. 0: it is none. Wrapped introductions are
    joined over up to four lines; the shortest strong reading wins, so that words before it stay.
    """
    last = lines[end].rstrip()[-MAX_LINE_CHARS:]
    if not _may_end(last):
        return end, 0
    best = (end, 0)
    joined = ""
    for start in range(end, max(-1, end - _MAX_WINDOW), -1):
        line = lines[start].strip()[:MAX_LINE_CHARS]
        if not line or (start < end and (is_quoted(line) or _ends_sentence(line))):
            break
        joined = f"{line} {joined}".strip()
        if len(joined) > _MAX_INTRO_CHARS:
            break
        strength = _strength(joined)
        if strength > best[1]:
            best = (start, strength)
        if strength == 2:
            break
    if best[1] and best[0] > 0 and _is_torn_opener(lines[best[0] - 1]):
        best = (best[0] - 1, best[1])
    return best


def _may_end(last: str) -> bool:
    if last.endswith((*_COLONS, ">", "-", "—", "）", ")")):
        return True
    return ends_with_verb(last)


def ends_with_verb(text: str) -> bool:
    """Is the last word, colons and dashes aside, a verb of writing? `<a@b>wrote` counts, `rewrote` does not."""
    text = text[-80:].rstrip(_AFTER_VERB).lower()
    if not text.endswith(words.ALL_VERBS):
        return False
    last = text.split(" ")[-1]
    if last in words.VERB_WORDS or text.endswith(words.VERB_PHRASES):
        return True
    return _LAST_TOKEN.split(last)[-1] in words.VERB_WORDS


def last_verb(text: str) -> tuple[int, int] | None:
    """Where the last verb of writing in a text stands."""
    lower = text.lower()
    best: tuple[int, int] | None = None
    for token in _TOKEN.finditer(lower):
        if token.group(0).rstrip(".,") in words.VERB_WORDS:
            best = token.span()
    for phrase in words.VERB_PHRASES:
        at = lower.rfind(phrase)
        if (
            at >= 0
            and (best is None or at > best[0])
            and (at == 0 or not lower[at - 1].isalpha() or phrase > "\u3000")
        ):
            best = (at, at + len(phrase))
    return best


def _ends_sentence(line: str) -> bool:
    """`... see you.` is the end of somebody's words; `2013.02.08.` and `Co.` are not."""
    return line[-1] in ".!?" and line[-5:-1].isalpha() and line[-5:-1].islower()


def _is_torn_opener(line: str) -> bool:
    """`On Tue,` left alone on its line by a wrap."""
    line = line.strip()
    return (
        len(line) <= 30
        and line.endswith(",")
        and line[:1].isupper()
        and (words.OPENERS.match(line) is not None and len(line.split()) <= 4)
    )


def _strength(text: str) -> int:
    address = "@" in text
    date = has_date(text)
    colon = text.endswith(_COLONS)
    at_end = ends_with_verb(text)
    if not address and not date and not at_end:
        return 0
    verb = at_end or last_verb(text) is not None
    opens = (
        text[:1].isdigit()
        or text[:1] in _CJK_OPENERS
        or words.OPENERS.match(text) is not None
        or words.WEEKDAYS.match(text) is not None
    )
    clock = words.CLOCK.search(text)
    if _FIRST_PERSON.search(text):
        return 0
    if address:
        return _with_address(text, date, bool(clock), colon, verb, at_end, opens)
    if not date:
        return 1 if colon and at_end and len(text) < 120 else 0
    if clock and opens and at_end:
        return 2
    if clock and opens and verb and colon:
        return 2 if _names_follow(text) else 1
    return 1 if (at_end or (verb and colon)) else 0


def has_date(text: str) -> bool:
    """A date in figures, a year, or a number beside the name of a month in any of many languages."""
    if words.NUMERIC_DATE.search(text):
        return True
    tokens = [
        token for token in words.TOKENS.findall(text.lower()) if token not in ("de", "di", "d", "of", "th")
    ]
    return any(
        (one.isdigit() and len(one) <= 2 and two.startswith(words.MONTHS))
        or (two.isdigit() and len(two) <= 2 and one.startswith(words.MONTHS))
        for one, two in zip(tokens, tokens[1:], strict=False)
    )


def _with_address(
    text: str, date: bool, clock: bool, colon: bool, verb: bool, at_end: bool, opens: bool
) -> int:
    bare = text.rstrip(" :：")
    ends_with_address = colon and (bare[-1:] in ">)]" or "@" in bare.rpartition(" ")[2])
    if date and opens and (at_end or (ends_with_address and (clock or verb))):
        return 2
    if date and (at_end or (verb and colon)) and (clock or colon):
        after = text.rpartition("@")[2]
        near = at_end or last_verb(after[:120]) is not None
        return 2 if near and clock else 1
    if colon and verb:
        return 1
    if date and opens and bare[-1:] in ">)":
        return 1
    return 1 if colon and words.OPENERS.match(text) else 0


def _names_follow(text: str) -> bool:
    """After the verb nothing but a name: `schrieb Max Mustermann:` and not `schrieb ich Ihnen das:`."""
    found = last_verb(text)
    rest = text[found[1] :].strip(" :：,\"'<>()") if found else ""
    names = rest.split()
    return len(names) <= 5 and all(name[:1].isupper() or not name[:1].isalpha() for name in names)


def role(line: str) -> str:
    """Which header a line looks like (`from`, `sent`, `to`, `cc`, `subject`, `extra`), '' if none."""
    head = line.lstrip(_STRIPPED)[: words.MAX_HEADER_WORD + 12]
    at = min((head.find(colon) for colon in _COLONS if colon in head), default=-1)
    if at <= 0:
        return ""
    return words.HEADER_ROLES.get(" ".join(head[:at].strip("* \t\u00a0_").lower().split()), "")


def header_block(lines: list[str], start: int) -> bool:
    """Do quoted headers begin at this line? Two or more different ones together, with proof that it is a mail's.

    "From: Tallinn, To: Riga, Date: 5 May" on a form is not enough: an address, a subject or a time must be there.
    """
    if not role(lines[start]):
        return False
    roles: set[str] = set()
    text: list[str] = []
    strange = blank = 0
    for line in lines[start : start + _MAX_BLOCK_LINES]:
        if not line.strip(_STRIPPED):
            blank += 1
            if blank > 1:
                break
            continue
        found = role(line)
        if not found:
            strange += 1
            if strange > 2 or blank:
                break
            if len(text) < 12:
                text.append(line[:MAX_LINE_CHARS])
            continue
        roles.add(found)
        text.append(line[:MAX_LINE_CHARS])
        strange = blank = 0
    return _proves_mail(roles, "\n".join(text))


def _proves_mail(roles: set[str], text: str) -> bool:
    if len(roles) < 2:
        return False
    address = "@" in text
    if "from" in roles:
        if "subject" in roles or (address and roles & {"sent", "to"}):
            return True
        return {"sent", "to"} <= roles and words.CLOCK.search(text) is not None
    return {"sent", "to", "subject"} <= roles and address
