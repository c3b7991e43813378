"""The bytes of one spool record: a checked head, the envelope as JSON, then the mail exactly as it came.

A record is found by its magic and its segment's nonce. Nobody outside knows the nonce, so no mail can hold
bytes that pass for a record.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime

MAGIC = b"ASP1"
NONCE_BYTES = 8
# magic, nonce, length of the envelope, length of the body, CRC-32 of each; a CRC-32 of all this follows.
_FIELDS = struct.Struct(">4s8sIQII")
_CHECK = struct.Struct(">I")
HEAD_BYTES = _FIELDS.size + _CHECK.size
LONGEST_ENVELOPE = 1 << 20
_SEARCH_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is known about a mail besides its bytes.

    `kind` is "mail", "history" for one that lay in a mailbox before it was connected, or "refused" for one that was
    turned away and has no bytes here; `why` is then a key of `ledger.REASONS`, "too_large" without one. `protocol` is
    "smtp", "lmtp", "pipe", "imap" or "pop3"; the last two have an `identity` (see `origins`). `sender` is the envelope
    sender, empty for the null sender. `size` is in bytes: of the mail, or what a refused one declared or sent.
    """

    received_at: datetime
    peer: str
    sender: str
    recipients: tuple[str, ...]
    protocol: str
    kind: str = "mail"
    helo: str = ""
    size: int = 0
    identity: str = ""
    why: str = ""


_KNOWN = frozenset(field.name for field in fields(Envelope))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Envelope):
    """One spooled mail. `id` (at most 48 characters) is unique for ever, also across machines."""

    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a whole record lies in its segment (offsets in bytes) and what its envelope says."""

    offset: int
    body_offset: int
    end: int
    body_crc: int
    after_gap: bool
    envelope: Envelope

    def record(self, spool_id: str, raw: bytes) -> Record:
        values = {name: getattr(self.envelope, name) for name in _KNOWN}
        return Record(id=spool_id, raw=raw, **values)


def head_of(envelope: Envelope, nonce: bytes, body_size: int, body_crc: int) -> bytes:
    """Head and envelope of a record; the body's bytes follow them."""
    values = asdict(envelope)
    values["received_at"] = envelope.received_at.isoformat()
    for name in ("peer", "sender", "helo", "identity"):
        values[name] = _storable(values[name])
    for name in ("identity", "why"):  # most mails have none
        if not values[name]:
            del values[name]
    values["recipients"] = [_storable(address) for address in envelope.recipients]
    text = json.dumps(values, separators=(",", ":")).encode()
    packed = _FIELDS.pack(MAGIC, nonce, len(text), body_size, zlib.crc32(text), body_crc)
    return packed + _CHECK.pack(zlib.crc32(packed)) + text


def scan(fd: int, start: int, end: int, nonce: bytes) -> Iterator[Entry]:
    """Every whole record between two offsets, in order; damaged stretches are stepped over.

    The body's CRC is left to whoever reads the body. A record that is still being written, or was torn by a
    kill, yields nothing.
    """
    offset, after_gap = start, False
    while offset < end:
        entry = _entry_at(fd, offset, end, nonce, after_gap)
        if entry is None:
            found = _next_magic(fd, offset + 1, end, nonce)
            if found is None:
                return
            offset, after_gap = found, True
        else:
            yield entry
            offset, after_gap = entry.end, False


def read_exactly(fd: int, size: int, offset: int) -> bytes:
    """`size` bytes at `offset`, fewer only at the end of the file."""
    parts = []
    while size > 0 and (part := os.pread(fd, size, offset)):
        parts.append(part)
        size -= len(part)
        offset += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _entry_at(fd: int, offset: int, end: int, nonce: bytes, after_gap: bool) -> Entry | None:
    head = read_exactly(fd, HEAD_BYTES, offset)
    if len(head) < HEAD_BYTES or zlib.crc32(head[: _FIELDS.size]) != _CHECK.unpack(head[_FIELDS.size :])[0]:
        return None
    magic, its_nonce, text_size, body_size, text_crc, body_crc = _FIELDS.unpack(head[: _FIELDS.size])
    body_offset = offset + HEAD_BYTES + text_size
    if magic != MAGIC or its_nonce != nonce or text_size > LONGEST_ENVELOPE or body_offset + body_size > end:
        return None
    text = read_exactly(fd, text_size, offset + HEAD_BYTES)
    if zlib.crc32(text) != text_crc:
        return None
    return Entry(offset, body_offset, body_offset + body_size, body_crc, after_gap, _envelope(text))


def _envelope(text: bytes) -> Envelope:
    values = {name: value for name, value in json.loads(text).items() if name in _KNOWN}
    values["received_at"] = datetime.fromisoformat(values["received_at"])
    values["recipients"] = tuple(values["recipients"])
    return Envelope(**values)


def _next_magic(fd: int, offset: int, end: int, nonce: bytes) -> int | None:
    wanted = MAGIC + nonce
    while offset < end:
        window = read_exactly(fd, min(_SEARCH_BYTES, end - offset), offset)
        found = window.find(wanted)
        if found >= 0:
            return offset + found
        if len(window) < len(wanted):
            return None
        offset += len(window) - len(wanted) + 1
    return None


def _storable(text: str) -> str:
    """Question marks instead of what a database cannot hold: control characters, lone surrogates."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
