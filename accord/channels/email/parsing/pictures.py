"""Pictures in the text of a mail: what somebody put there to show, and the logos that stand in each of his mails."""

import re
import struct
from html import unescape

SMALL_PIXELS = 40_000  # 400 x 100: logos, icons of networks, lines; a screenshot of one line of text is larger
SMALL_BYTES = 2_000  # where the file does not say its size
_LONGEST_WALK = 2_000
_IMAGE = re.compile(r"<img\b[^>]*>")
_CONTENT_ID = re.compile(r' data-cid="([^"]*)"')
_WIDTH = re.compile(r' width="(\d{1,4})(?:px)?"')
_HEIGHT = re.compile(r' height="(\d{1,4})(?:px)?"')
# Baseline, progressive and the other kinds of JPEG frames, which hold the size (ITU-T T.81, B.1.1.3).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def shown(html: str) -> dict[str, str]:
    """The `<img>` of each picture of the mail that cleaned HTML shows, by its Content-ID."""
    found = ((_CONTENT_ID.search(tag), tag) for tag in _IMAGE.findall(html))
    return {unescape(content_id[1]): tag for content_id, tag in found if content_id}


def is_small(data: bytes, tag: str = "") -> bool:
    """Whether it is no larger than logos are, as `tag` shows it or else by its own size."""
    width, height = _WIDTH.search(tag), _HEIGHT.search(tag)
    if width and height:
        return int(width[1]) * int(height[1]) <= SMALL_PIXELS
    wide, high = size(data)
    return wide * high <= SMALL_PIXELS if wide and high else len(data) <= SMALL_BYTES


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, GIF or JPEG; (0, 0) where the bytes do not say."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        wide, high = struct.unpack(">II", data[16:24])
        return wide, high
    if data[:4] == b"GIF8" and len(data) >= 10:
        wide, high = struct.unpack("<HH", data[6:10])
        return wide, high
    return _of_jpeg(data) if data[:2] == b"\xff\xd8" else (0, 0)


def _of_jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(_LONGEST_WALK):
        if at + 9 > len(data) or data[at] != 0xFF:
            break
        if data[at + 1] in _FRAMES:
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return wide, high
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0
