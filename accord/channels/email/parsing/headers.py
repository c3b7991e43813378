"""Header blocks and header values: split by our own rules, decoded field by field, never raising.

RFC 5322 (fields, folding), RFC 2047 (encoded words), RFC 2231 (parameters), and what senders make of them.
"""

import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from accord.channels.email.parsing import charsets

MAX_BLOCK_BYTES = 1_000_000
MAX_VALUE_BYTES = 262_144
MAX_FIELDS = 2_000
MAX_IDS = 200
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_WORD_HEAD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_ID = re.compile(r"<([^<>]{1,998})>")
# The look-behind lets a match begin only where a word begins: otherwise long words cost their square.
_BARE_ID = re.compile(r"(?<![^\s<>,;\"])[^\s<>,;\"@]{1,250}@[^\s<>,;\"]{1,250}")
_SPACES = re.compile(r"\s+")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES, 1)}
_LOOSE_DATE = re.compile(
    r"(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}|\d{2})[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?", re.IGNORECASE
)


class Fields:
    """The fields of one header block: names in lower case, values as raw bytes, in order."""

    __slots__ = ("_by_name", "hint")

    def __init__(self) -> None:
        self._by_name: dict[str, list[bytes]] = {}
        self.hint = ""  # charset to try for raw 8-bit values

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def add(self, name: str, value: bytes) -> None:
        """Keep one more field; values over 256 KB are cut."""
        self._by_name.setdefault(name, []).append(value[:MAX_VALUE_BYTES])

    def names(self) -> list[str]:
        """Every field name, in order of first sight."""
        return list(self._by_name)

    def raw(self, name: str) -> str:
        """The first value of a field as written (unfolded, encoded words not decoded); '' if absent."""
        found = self._by_name.get(name)
        return self._text(found[0]) if found else ""

    def all_raw(self, name: str) -> list[str]:
        """Every value of a field, as `raw` gives it."""
        return [self._text(value) for value in self._by_name.get(name, ())]

    def text(self, name: str) -> str:
        """The first value of a field, decoded, on one line."""
        return decode_words(self.raw(name))

    def _text(self, value: bytes) -> str:
        if value.isascii() and b"\x1b" not in value:
            text = charsets.tidy(value.decode("ascii"))
        else:
            text = charsets.decode(value, "", hint=self.hint)[0]
        return text.replace("\n", " ").strip() if "\n" in text else text.strip()


def split(data: bytes, start: int, end: int, marks: list[str]) -> tuple[Fields, int]:
    """The fields that begin at `start` and the offset where the body begins.

    Mends: an envelope `From ` line before the fields, wrapped lines without indent, no blank line before the body.
    """
    fields = Fields()
    limit = min(end, start + MAX_BLOCK_BYTES)
    name, pieces, count = "", [b""], 0
    position = start
    while position < end:
        if position >= limit or count >= MAX_FIELDS:
            marks.append("headers-cut")
            position = _after_blank_line(data, position, end)
            break
        line_end, following = _line(data, position, limit)
        line = data[position:line_end]
        if not line:
            position = following
            break
        if line[:1] in (b" ", b"\t") and (name or not line.strip()):
            if name:
                pieces.append(line.strip())
            elif not name:
                position = following
                break
        elif found := _FIELD.match(line):
            if name:
                fields.add(name, b" ".join(pieces))
            name, pieces = found.group(1).decode("ascii").lower(), [line[found.end() :].strip()]
            count += 1
        elif position == start and line.startswith((b"From ", b">From ")):
            pass
        elif name and (pieces[-1].endswith(b";") or _more_fields(data, following, limit)):
            marks.append("header-wrap-repaired")
            pieces.append(line.strip())
        else:
            marks.append("header-end-missing")
            break
        position = following
    if name:
        fields.add(name, b" ".join(pieces))
    return fields, position


def skip_blank(data: bytes) -> int:
    """Where the first line with anything in it begins, if that is a field; else 0. For the start of a mail only."""
    stripped = len(data) - len(data[:65_536].lstrip()) - max(0, len(data) - 65_536)
    return stripped if stripped and _FIELD.match(data, stripped) else 0


def _line(data: bytes, position: int, end: int) -> tuple[int, int]:
    """Where the line at `position` ends, without and with its line end (LF, CRLF or a bare CR)."""
    feed = data.find(b"\n", position, end)
    stop = feed if feed >= 0 else end
    bare = data.find(b"\r", position, stop)
    if bare >= 0 and bare + 1 != feed:
        return bare, bare + 1
    if feed < 0:
        return end if bare < 0 else bare, end
    return (feed - 1 if bare >= 0 else feed), feed + 1


def _more_fields(data: bytes, position: int, end: int) -> bool:
    """Do Content-* fields follow before the next blank line? Then a strange line did not end the block."""
    for _ in range(8):
        if position >= end:
            return False
        line_end, following = _line(data, position, end)
        line = data[position : min(line_end, position + 60)].lower()
        if not line:
            return False
        if line.startswith((b"content-", b"mime-version:", b"message-id:", b"from:", b"subject:")):
            return True
        position = following
    return False


def _after_blank_line(data: bytes, position: int, end: int) -> int:
    found = [
        (at, len(mark))
        for mark in (b"\n\n", b"\r\n\r\n", b"\r\r")
        if (at := data.find(mark, position, end)) >= 0
    ]
    if not found:
        return end
    at, size = min(found)
    return at + size


def decode_words(value: str) -> str:
    """RFC 2047: bytes of neighbouring words with one charset are joined before they are decoded. Linear."""
    if "=?" not in value:
        return _SPACES.sub(" ", value).strip()
    pieces: list[str] = []
    run: list[tuple[str, bytes]] = []
    position = 0
    for start, end, charset, data in _words(value):
        between = value[position:start]
        if run and not between.strip():
            run.append((charset, data))
        else:
            pieces.append(_decode_run(run) + between)
            run = [(charset, data)]
        position = end
    pieces.append(_decode_run(run) + value[position:])
    return _SPACES.sub(" ", charsets.tidy("".join(pieces))).strip()


def _words(value: str) -> list[tuple[int, int, str, bytes]]:
    words: list[tuple[int, int, str, bytes]] = []
    position = value.find("=?")
    while position >= 0:
        head = _WORD_HEAD.match(value, position)
        if not head:
            position = value.find("=?", position + 2)
            continue
        end = value.find("?=", head.end())
        if end < 0:
            break
        data = _word_bytes(value[head.end() : end], head.group(2))
        words.append((position, end + 2, head.group(1).partition("*")[0].lower(), data))
        position = value.find("=?", end + 2)
    return words


def _word_bytes(payload: str, encoding: str) -> bytes:
    raw = payload.encode("utf-8", "ignore")
    if encoding in "bB":
        return loose_base64(raw)
    return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)


def loose_base64(raw: bytes) -> bytes:
    """Base64 with strange characters and wrong padding; what can be read is returned."""
    cleaned = _NOT_BASE64.sub(b"", raw)
    spare = len(cleaned) % 4
    if spare == 1:
        cleaned, spare = cleaned[:-1], 0
    return binascii.a2b_base64(cleaned + b"=" * (-len(cleaned) % 4))


def _decode_run(run: list[tuple[str, bytes]]) -> str:
    out: list[str] = []
    at = 0
    while at < len(run):
        charset, data = run[at]
        joined = [data]
        at += 1
        while at < len(run) and run[at][0] == charset:
            joined.append(run[at][1])
            at += 1
        out.append(charsets.decode(b"".join(joined), charset)[0])
    return "".join(out)


def message_ids(value: str) -> list[str]:
    """Ids of a Message-ID, In-Reply-To or References value, in order, without <> and repeats; at most 200."""
    value = value.replace("\t", " ")
    found = [_SPACES.sub("", item) for item in _ID.findall(value)]
    if not found:
        found = _BARE_ID.findall(value) or [item for item in value.split(" ") if len(item) < 999][:1]
    # The oldest and the newest matter most where a list is absurdly long.
    unique = list(dict.fromkeys(item for item in found if item))
    return unique if len(unique) <= MAX_IDS else unique[: MAX_IDS // 2] + unique[-MAX_IDS // 2 :]


def date(value: str) -> datetime | None:
    """The moment a Date field names, in UTC; None if it names none. A missing zone counts as UTC."""
    value = value[:200]
    found: datetime | None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = _loose_date(value)
    if found is None:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _loose_date(value: str) -> datetime | None:
    found = _LOOSE_DATE.search(value)
    if not found or found.group(2).lower() not in _MONTHS:
        return None
    day, month, year, hour, minute, second = found.groups()
    try:
        return datetime(int(year) + (2000 if len(year) == 2 else 0), _MONTHS[month.lower()], int(day), int(hour),
                        int(minute), int(second or 0), tzinfo=UTC)  # fmt: skip
    except ValueError:
        return None
