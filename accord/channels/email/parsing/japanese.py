"""ISO-2022-JP as it is sent: with NEC row 13, half-width katakana and broken escapes, through the cp932 tables.

Python's own iso2022_jp knows JIS X 0208 only and raises at circled digits (NEC row 13, as cp50220 has them).
"""

import re

_ESCAPE = re.compile(rb"\x1b(\$\(?[@BDOQP]|\([BJIH]|&@)")
_DOUBLE = frozenset({b"$@", b"$B", b"$(@", b"$(B", b"$(D", b"$(O", b"$(Q", b"$(P"})


def decode(data: bytes) -> str:
    """Text of ISO-2022-JP bytes. Bytes that fit no table are left out; never raises."""
    try:
        return data.decode("iso2022_jp")
    except UnicodeDecodeError:
        pass
    pieces: list[str] = []
    mode, start = b"(B", 0
    for escape in _ESCAPE.finditer(data):
        pieces.append(_segment(data[start : escape.start()], mode))
        mode, start = escape.group(1), escape.end()
    pieces.append(_segment(data[start:], mode))
    return "".join(pieces)


def _segment(data: bytes, mode: bytes) -> str:
    if mode == b"(I":
        return bytes(byte | 0x80 for byte in data).decode("cp932", "ignore")
    if mode not in _DOUBLE:
        # 8-bit bytes in the ASCII state are most often Shift_JIS.
        return data.replace(b"\x1b", b"").decode("cp932", "ignore")
    if mode == b"$(D":
        return bytes(b for pair in zip(data[::2], data[1::2], strict=False)
                     for b in (0x8F, pair[0] | 0x80, pair[1] | 0x80)).decode("euc_jp", "ignore")  # fmt: skip
    out = bytearray()
    position = 0
    while position < len(data):
        first = data[position]
        if not 0x21 <= first <= 0x7E:  # a line end or a stray byte inside the segment
            out += bytes([first]) if first in b"\r\n\t " else b""
            position += 1
            continue
        if position + 1 < len(data) and 0x21 <= data[position + 1] <= 0x7E:
            out += _shift(first, data[position + 1])
        position += 2
    return out.decode("cp932", "ignore")


def _shift(first: int, second: int) -> bytes:
    """The cp932 pair of a JIS pair (the arithmetic of JIS X 0208:1997, annex 1)."""
    lead = (first - 0x21) // 2 + 0x81
    if lead > 0x9F:
        lead += 0x40
    trail = second + 0x7E if first % 2 == 0 else second + (0x20 if second >= 0x60 else 0x1F)
    return bytes((lead, trail))
