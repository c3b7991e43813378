"""Address lists: split before decoding, angle brackets first, so that no display name passes for an address."""

import re

from accord.channels.email.parsing import headers
from accord.channels.email.parsing.mail import Address

MAX_ADDRESSES = 1_000
_ANGLE = re.compile(r"<([^<>]*)>")
# The look-behind lets a match begin only where a word begins: otherwise long words cost their square.
_BARE = re.compile(r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"@]{1,250}@[^\s<>()\[\],;:\"]{1,250}")
_COMMENT = re.compile(r"\(([^()]*)\)")
_GROUP = re.compile(r"^[^\"<>@()]{0,200}:")
_SPACES = re.compile(r"\s+")


def parse(value: str) -> list[Address]:
    """Mailboxes of a raw address field, at most 1,000; entries without any address are left out.

    `a@x <b@y>` is b@y; `b@y (Name)` is b@y; `<>` is nothing; `Last, First <b@y>` is one mailbox.
    """
    found: list[Address] = []
    pending = ""
    for piece in _split(value):
        piece = _GROUP.sub("", piece, count=1) if ":" in piece else piece
        mailbox = _mailbox((pending + ", " + piece) if pending else piece)
        if mailbox.address:
            found.append(mailbox)
            pending = ""
            if len(found) >= MAX_ADDRESSES:
                break
        else:
            pending = piece.strip() if len(piece) < 200 else ""
    if not found and pending and (single := _lone_name(pending)):
        found.append(single)
    return found


def _lone_name(text: str) -> Address | None:
    """`MAILER-DAEMON` without a domain: still the sender's address."""
    inner = _ANGLE.search(text)
    word = (inner.group(1) if inner else text).strip().lower()
    return Address("", word) if re.fullmatch(r"[a-z0-9][a-z0-9._+-]{1,63}", word) else None


def _split(value: str) -> list[str]:
    """Cut at commas and semicolons outside quotes, brackets and comments. An open quote ends with its entry."""
    if "," not in value and ";" not in value:
        return [value]
    quotes_close = value.count('"') % 2 == 0
    pieces: list[str] = []
    start, depth = 0, 0
    quoted = angled = False
    for at, char in enumerate(value):
        if char == '"' and quotes_close and not angled and (at == 0 or value[at - 1] != "\\"):
            quoted = not quoted
        elif quoted:
            continue
        elif char == "<":
            angled = True
        elif char == ">":
            angled = False
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char in ",;" and not angled and not depth:
            pieces.append(value[start:at])
            start = at + 1
    pieces.append(value[start:])
    return pieces


def _mailbox(text: str) -> Address:
    angles = list(_ANGLE.finditer(text))
    for found in reversed(angles):
        inner = found.group(1)
        if "=?" in inner:  # some programs encode the address too, with its at sign
            inner = headers.decode_words(inner)
        if "@" in inner:
            return Address(_name(text[: found.start()]), _address(inner))
    if angles and not angles[-1].group(1).strip():
        return Address(_name(text[: angles[-1].start()]), "")
    bare = text.replace("<", " ").replace(">", " ")
    found_bare = (
        _BARE.search(_COMMENT.sub(" ", bare))
        or _BARE.search(bare)
        or _BARE.search(headers.decode_words(bare))
    )
    if not found_bare:
        return Address(_name(text), "")
    comment = _COMMENT.search(text)
    rest = comment.group(1) if comment else text.replace(found_bare.group(0), " ")
    return Address(_name(rest), _address(found_bare.group(0)))


def _address(text: str) -> str:
    """The address in lower case; of `name tld a@b` or `mailto:a@b` the part around the at sign."""
    text = text.strip().strip("'\"").strip()
    if "=?" in text:
        text = headers.decode_words(text)
    if text.startswith('"'):
        return _SPACES.sub("", text).lower()
    text = _SPACES.sub(" ", text)
    if " " in text:
        with_at = [word for word in text.split(" ") if "@" in word.strip("@")]
        text = with_at[-1] if with_at else text.replace(" ", "")
    return text.lower().removeprefix("mailto:").strip(",;:'\"").strip(".")[:320]


def _name(text: str) -> str:
    """A display name, unquoted and decoded, on one line, at most 300 characters."""
    text = text.strip()
    if len(text) >= 2 and text[0] == '"' and text[-1] == '"':
        text = text[1:-1]
    text = text.replace('\\"', '"').replace("\\\\", "\\")
    text = headers.decode_words(text)
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return _SPACES.sub(" ", text).strip(" ,;")[:300]
