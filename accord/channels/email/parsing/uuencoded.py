"""Files that stand uuencoded in the text of a mail, as mailers before MIME sent them."""

import binascii
import re

MAX_TRIES = 50
_BEGIN = re.compile(rb"(?:\A|(?<=\n))begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
_END = re.compile(rb"\r?\n(?:end|====)[ \t]*(?:\r?\n|\Z)")


def extract(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The text without its uuencoded blocks, and the files as (raw name, content). A block without `end` stays text."""
    if b"begin" not in data:
        return data, []
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    position = 0
    for _ in range(MAX_TRIES):
        begin = _BEGIN.search(data, position)
        if not begin:
            break
        end = _END.search(data, begin.end() - 1)
        if not end:
            break
        block = data[begin.end() : end.start()]
        if not _looks_encoded(block):
            kept.append(data[position : begin.end()])
            position = begin.end()
            continue
        kept.append(data[position : begin.start()])
        files.append((begin.group(1).strip(), decode_lines(block)))
        position = end.end()
    kept.append(data[position:])
    return b"".join(kept), files


def decode_block(raw: bytes) -> bytes:
    """The content of a part whose transfer encoding is uuencode; the raw bytes if it holds no block."""
    files = extract(raw)[1]
    return files[0][1] if files else raw


def decode_lines(block: bytes) -> bytes:
    """Uuencoded lines to bytes; damaged lines give what can be read (the usual repair of a wrong length)."""
    out = bytearray()
    for line in block.split(b"\n"):
        line = line.rstrip(b"\r")
        if not line:
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:size])
            except binascii.Error:
                continue
    return bytes(out)


def _looks_encoded(block: bytes) -> bool:
    """Full lines begin with M and hold 61 characters; sentences do not."""
    lines = [line.rstrip(b"\r") for line in block[:4_096].split(b"\n")[:20]]
    return (
        bool(lines)
        and all(not line or 0x20 <= line[0] <= 0x60 for line in lines)
        and (len(lines) < 3 or sum(line[:1] == b"M" and 59 <= len(line) <= 63 for line in lines[:10]) >= 1)
    )
