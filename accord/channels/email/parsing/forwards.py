"""The mail inside a forwarded one: who wrote it, when, and what (DOMAIN 7.7).

Two forms are known: a mail attached as message/rfc822, and the text of one below a line such as "Forwarded message" or
below its copied headers, as Outlook, Gmail, Apple Mail, Thunderbird and others write them in our six languages.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from accord.channels.email.parsing import addresses, headers, quoting
from accord.channels.email.parsing import forward_words as words
from accord.channels.email.parsing.mail import Address, Attachment, ParsedMail
from accord.channels.email.parsing.quote_intros import header_block, role
from accord.channels.email.parsing.reading import parse

MAX_LINES = 4_000
_MAX_HEADER_LINES = 40
_ATTACHED = ("message/rfc822", "message/global")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'*]{1,64}@[^\s<>()\[\],;:\"'*]{1,190}")
_NAME_ENDS = re.compile(r"[<\[(]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\d)\s*([ap]\.?\s?m\b)?", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?((?:19|20)\d\d)(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})\b")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A forwarded mail. `sender.address` is empty where no address was found; `above` is the forwarder's own line.

    `attached`: it came as a file, so that its text, HTML and files are whole; else they are in the outer mail.
    """

    above: str
    sender: Address
    subject: str
    at: datetime | None
    text: str
    html: str = ""
    files: list[Attachment] = field(default_factory=list)
    attached: bool = False


def read(mail: ParsedMail) -> Forwarded | None:
    """The mail inside, or None where nothing was forwarded."""
    return _attached(mail) or _inline(mail)


def _attached(mail: ParsedMail) -> Forwarded | None:
    files = [each for each in mail.attachments if each.content_type in _ATTACHED]
    if len(files) != 1:
        return None
    inner = parse(files[0].data)
    if not (inner.from_address or inner.subject or inner.body_text.strip()):
        return None
    return Forwarded(
        above=mail.visible_text.strip(),
        sender=Address(inner.from_name, inner.from_address if "@" in inner.from_address else ""),
        subject=inner.subject,
        at=inner.date,
        text=inner.visible_text,
        html=inner.visible_html,
        files=inner.attachments,
        attached=True,
    )


def _inline(mail: ParsedMail) -> Forwarded | None:
    lines = mail.body_text.split("\n")[:MAX_LINES]
    begin, after = _beginning(lines, forwarded=words.PREFIX.match(mail.subject) is not None)
    if after is None:
        return None
    inner = _unquoted(lines[after:])
    found, rest = _headers(inner)
    if not found:
        return None
    text = "\n".join(_without_ending(inner[rest:])).strip("\n").rstrip()
    visible, _ = quoting.trim(text) if text else ("", "")
    own = "\n".join(lines[:begin]).strip()
    return Forwarded(
        above=quoting.trim(own)[0].strip() if own else "",
        sender=_sender(found.get("from", "")),
        subject=found.get("subject", "").strip(),
        at=moment(found.get("sent", "")),
        text=visible or text,
    )


def _beginning(lines: list[str], *, forwarded: bool) -> tuple[int, int | None]:
    """(where the forwarder's words end, where the copied headers begin); the second is None without any.

    Bare headers are a quote as often as a forwarded mail: they count only where the subject says that it is one.
    """
    for at, line in enumerate(lines):
        if words.MARKER.fullmatch(line) or words.ALONE.fullmatch(line):
            start = _next_words(lines, at + 1)
            if start is not None and role(lines[start].lstrip("> ")):
                return at, start
        elif forwarded and role(line) == "from" and header_block(lines, at):
            rule = at
            while rule > 0 and (not lines[rule - 1].strip() or words.RULE.fullmatch(lines[rule - 1])):
                rule -= 1
            return rule, at
    return 0, None


def _next_words(lines: list[str], start: int) -> int | None:
    return next((at for at in range(start, min(start + 4, len(lines))) if lines[at].strip("> \t\u00a0")), None)


def _unquoted(lines: list[str]) -> list[str]:
    """Without the `>` that Apple Mail and others put before each line of the forwarded mail."""
    if not lines[0].lstrip().startswith(">"):
        return lines
    return [re.sub(r"^\s*> ?", "", line) for line in lines]


def _headers(lines: list[str]) -> tuple[dict[str, str], int]:
    """The copied headers by role, and the line after them. A line without a role goes on with the header before."""
    found: dict[str, str] = {}
    last = ""
    for at, line in enumerate(lines[:_MAX_HEADER_LINES]):
        if not line.strip("\u00a0 \t*"):
            if len(found) >= 2 and not _more_headers(lines, at + 1, found):
                return found, at + 1
            continue
        named = role(line)
        if named:
            value = re.split("[:：]", line, maxsplit=1)[1].strip("* \t\u00a0")
            found.setdefault(named, value)
            last = named
        elif not last or (len(found) >= 2 and last not in ("to", "cc", "subject", "from")):
            return found, at
        else:
            found[last] = f"{found[last]} {line.strip()}".strip()
    return found, min(len(lines), _MAX_HEADER_LINES)


def _more_headers(lines: list[str], at: int, found: dict[str, str]) -> bool:
    """Some programs leave a blank line between the headers."""
    following = lines[at] if at < len(lines) else ""
    named = role(following)
    return bool(named) and named not in found and named != "extra"


def _without_ending(lines: list[str]) -> list[str]:
    return [line for line in lines if not words.ENDING.fullmatch(line)]


def _sender(value: str) -> Address:
    """Name and address of `Hannah <h@example.com>`, `Hannah [mailto:h@example.com]` and the like."""
    value = value.replace("mailto:", "")
    address = _ADDRESS.search(value)
    if address is None:
        return Address(value.strip("\"' ")[:200], "")
    name = _NAME_ENDS.split(value[: address.start()] or "", maxsplit=1)[0].strip("\"'* \t,")
    known = addresses.parse(f"<{address.group(0)}>")
    return Address(name[:200], known[0].address if known else "")


def moment(text: str) -> datetime | None:
    """The moment of a copied Date header, in UTC, written in any of our languages; None if it names none.

    A date without a zone counts as UTC. 3/4/2026 is in March where the clock says a.m. or p.m., else in April.
    """
    text = " ".join(text[:200].split())
    if (exact := headers.date(text)) is not None and _OFFSET.search(text):
        return exact
    clock = _CLOCK.search(_FIGURES.sub(_blank, _ISO.sub(_blank, text)))
    day = _day(text, american=bool(clock and clock[4]))
    if day is None:
        return exact
    hour, minute, second = (int(clock[1]), int(clock[2]), int(clock[3] or 0)) if clock else (0, 0, 0)
    if clock and clock[4]:
        hour = hour % 12 + (12 if clock[4][0] in "pP" else 0)
    zone = _OFFSET.search(text[clock.end() :]) if clock else None
    try:
        found = datetime(*day, hour, minute, second, tzinfo=_zone(zone))
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _blank(date: re.Match[str]) -> str:
    """In place of a date in figures, so that it is not read as a time."""
    return "/" * len(date[0])


def _zone(offset: re.Match[str] | None) -> timezone:
    if offset is None:
        return UTC
    minutes = int(offset[2]) * 60 + int(offset[3])
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))


def _day(text: str, *, american: bool) -> tuple[int, int, int] | None:
    if iso := _ISO.search(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if figures := _FIGURES.search(text):
        first, second, year = int(figures[1]), int(figures[3]), int(figures[4])
        if figures[2] == "/" and (american or second > 12) and first <= 12:
            first, second = second, first
        return year, second, first
    year_at = _YEAR.search(text)
    month = next((number for word in _WORD.findall(text.lower()) if (number := _month(word))), 0)
    if year_at is None or not month:
        return None
    rest = _CLOCK.sub(" ", text[: year_at.start()] + " " + text[year_at.end() :])
    day = _DAY.search(rest)
    return (int(year_at[0]), month, int(day[1])) if day else None


def _month(word: str) -> int:
    return next((number for name, number in words.MONTHS.items() if word.startswith(name)), 0)
