"""Colours of a mail: what can be read on what, measured as WCAG 2.2 does (relative luminance, contrast ratio)."""

from dataclasses import dataclass
from functools import lru_cache

from accord.channels.email.letters.blocks import Look

ACCENT, INK, SHEET = "#8f2862", "#231b24", "#ffffff"
DARK_ACCENT, DARK_INK, DARK_SHEET = "#e89cc4", "#2c0a1e", "#211b21"
READABLE = 4.5  # WCAG 1.4.3, for text of any size


@dataclass(frozen=True)
class Shades:
    """All that the mail's template needs: each colour with the one that is written on it."""

    accent: str
    on_accent: str
    dark_accent: str
    on_dark_accent: str
    head: str
    on_head: str


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of #rrggbb. Raises ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(colour)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """The ratio, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [each / 255 for each in rgb(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_on(colour: str) -> str:
    """White or our ink, whichever reads better on that colour."""
    return max((SHEET, INK), key=lambda ink: contrast(colour, ink))


def nearest_readable(colour: str, ground: str) -> str:
    """The colour itself, or its nearest mix with black (on a light ground) or white that can be read on the ground."""
    towards = (0, 0, 0) if _luminance(ground) > 0.18 else (255, 255, 255)
    for step in range(101):
        mixed = tuple(
            round(part + (end - part) * step / 100) for part, end in zip(rgb(colour), towards, strict=True)
        )
        found = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast(found, ground) >= READABLE:
            return found
    raise AssertionError("black or white can be read on anything of that side")


@lru_cache(maxsize=64)
def _shades(accent: str, head: str) -> Shades:
    dark = nearest_readable(accent, DARK_SHEET) if accent else DARK_ACCENT
    return Shades(
        accent=accent or ACCENT,
        on_accent=readable_on(accent or ACCENT),
        dark_accent=dark,
        on_dark_accent=readable_on(dark) if accent else DARK_INK,
        head=head,
        on_head=readable_on(head) if head else "",
    )


def shades(look: Look | None) -> Shades:
    """The colours of that look; None is the standard."""
    return _shades(look.accent, look.head) if look is not None else _shades("", "")
