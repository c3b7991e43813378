"""Codes of tickets as links, wherever they stand in words that agents read."""

import re

from markupsafe import Markup

from accord.core import ids
from accord.tickets.related.mentioning import CODE

# A tag as our cleaners write it: a quoted value may hold any sign but its quote.
_TAG = re.compile(r"""(<(?:[^>"']|"[^"]*"|'[^']*')*>)""")
_LINK = '<a href="/tickets/{}/">{}</a>'


def linked(html: Markup) -> Markup:
    """The same HTML, with every code outside of tags and links leading to its ticket. It must be clean."""
    if CODE.search(html) is None:
        return html
    pieces, inside = [], 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            name = piece[1:3].lower()
            inside += (name in ("a ", "a>")) - (name == "/a")
            pieces.append(piece)
        else:
            pieces.append(piece if inside > 0 else CODE.sub(_link, piece))
    return Markup("".join(pieces))


def _link(found: re.Match[str]) -> str:
    code = ids.read_code(found[0])
    return _LINK.format(code, found[0]) if code is not None else found[0]
