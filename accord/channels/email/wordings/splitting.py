"""A text as its author writes it: paragraphs between empty lines, parts in braces on lines of their own."""

import re
from typing import NamedTuple

from accord.channels.email.wordings.kinds import kinds

_LINES = re.compile(r"\n[ \t]*\n\s*")
_ALONE = re.compile(r"\{([a-z_]+)\}")


class Piece(NamedTuple):
    """A part (its key), or a paragraph."""

    part: str
    text: str


def split(kind: str, text: str) -> tuple[Piece, ...]:
    """The pieces of a text, in order. A part on a line of its own ends a paragraph even without an empty line."""
    parts = kinds[kind].parts
    found: list[Piece] = []
    for paragraph in _LINES.split(text.replace("\r\n", "\n").strip()):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            alone = _ALONE.fullmatch(line.strip())
            if alone and alone[1] in parts:
                found += _paragraph(lines)
                lines = []
                found.append(Piece(alone[1], ""))
            else:
                lines.append(line)
        found += _paragraph(lines)
    return tuple(found)


def _paragraph(lines: list[str]) -> list[Piece]:
    text = "\n".join(lines).strip()
    return [Piece("", text)] if text else []
