"""Headers of outgoing mail as bytes: RFC 2047 words, RFC 5322 addresses, folded lines, and nothing smuggled in.

Written by hand because the standard library of Python 3.11 loses the quotes of long names with commas when it folds.
"""

import base64
import re
from collections.abc import Iterable

LINE = 76
LONGEST_WORD = 50
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]+")
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,253}")
_WORD_BYTES = 42  # 42 bytes are 56 signs of base64; with =?utf-8?B?...?= a word has 68, RFC 2047 allows 75


class BadAddress(ValueError):
    """No mail can be sent to or under that address."""


def one_line(text: str) -> str:
    """The text without line breaks and control signs: each run of them becomes one space."""
    return " ".join(_CONTROL.sub(" ", text).split())


def address(text: str) -> str:
    """The address as it goes over the wire, the domain in ASCII. Raises BadAddress."""
    text = text.strip()
    if not _ADDRESS.fullmatch(text):
        raise BadAddress(one_line(text)[:100])
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii') if not domain.isascii() else domain}"
    except UnicodeError as error:
        raise BadAddress(one_line(text)[:100]) from error


def text(name: str, value: str) -> bytes:
    """A header of free text such as the subject."""
    value = one_line(value)
    words = value.split(" ") if _simple(value) else _encoded(value)
    return _folded(name, words)


def addresses(name: str, people: Iterable[tuple[str, str]]) -> bytes:
    """A header of (shown name, address) pairs; names are quoted or encoded as they need. Raises BadAddress."""
    words: list[str] = []
    for shown, where in people:
        if words:
            words[-1] += ","
        words += _mailbox(shown, where)
    return _folded(name, words)


def ids(name: str, message_ids: Iterable[str]) -> bytes:
    """Message-ID, In-Reply-To or References, from ids without < >."""
    return _folded(name, [f"<{one}>" for one in message_ids])


def plain(name: str, value: str) -> bytes:
    """A header whose ASCII value we made ourselves."""
    return f"{name}: {one_line(value)}\r\n".encode("ascii")


def _mailbox(shown: str, where: str) -> list[str]:
    where = address(where)
    shown = _DIRECTION.sub("", one_line(shown))[:120].strip()
    if not shown:
        return [where]
    if not _simple(shown) or "\\" in shown:  # encoded, because not every program reads escaped signs right
        return [*_encoded(shown), f"<{where}>"]
    if _ATOM.fullmatch(shown):
        return [*shown.split(" "), f"<{where}>"]
    quoted = shown.replace('"', '\\"')
    return [*f'"{quoted}"'.split(" "), f"<{where}>"]


def _simple(value: str) -> bool:
    """Whether it can stand as it is: ASCII, nothing that reads as an encoded word, no word too long for a line."""
    return (
        value.isascii() and "=?" not in value and all(len(word) <= LONGEST_WORD for word in value.split(" "))
    )


def _encoded(value: str) -> list[str]:
    """RFC 2047 words, cut between characters; neighbouring words are read without the space between them."""
    pieces: list[bytes] = [b""]
    for sign in value:
        raw = sign.encode()
        if len(pieces[-1]) + len(raw) > _WORD_BYTES:
            pieces.append(b"")
        pieces[-1] += raw
    return [f"=?utf-8?B?{base64.b64encode(piece).decode()}?=" for piece in pieces]


def _folded(name: str, words: list[str]) -> bytes:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return ("\r\n".join(lines) + "\r\n").encode()
