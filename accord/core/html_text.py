"""HTML as readable plain text: links, lists, paragraphs and quotes. Reads what `core.html` has cleaned.

One pass over the tags of well-formed HTML; each line knows where in the HTML it stands, so that a decision about
a line of text can be carried out on the HTML too.
"""

# ruff: noqa: SIM905 - lists of names read better as words.

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_BLOCKS = frozenset(
    """address article blockquote center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p
    pre section table tbody thead tfoot tr ul caption""".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 blockquote ul ol table pre dl".split())
_VOID = frozenset("br hr img wbr col".split())
_HREF = re.compile(r' href="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_BLANKS = re.compile(r"\n{3,}")
_MAX_QUOTE_DEPTH = 12
# Stands in a line for a picture of the mail itself, so that a line of nothing else is not taken for empty.
PICTURE = "\ufffc"


def unescape(text: str) -> str:
    """Character references as the serialiser of cleaned HTML writes them; it knows no others."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def _squeezed(text: str) -> str:
    """One blank for each stretch of HTML's white space, which a no-break space is not. Faster than a pattern."""
    for sign in "\n\t\r\f":
        if sign in text:
            text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


@dataclass(slots=True)
class Line:
    """One line of text and the half-open range of the HTML that it came from; `depth` counts quotes around it."""

    text: str
    start: int
    end: int
    depth: int


@dataclass(slots=True)
class _Writer:
    is_quote: Callable[[str], bool]
    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    start: int = 0
    depth: int = 0
    quotes: list[bool] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    href: str = ""
    href_at: int = 0
    pre: int = 0
    indent: str = ""  # of a nested list, for the line that opens next

    def text(self, raw: str) -> None:
        """Add character data to the open line."""
        words = unescape(raw)
        if self.pre:
            *full, last = words.split("\n")
            for piece in full:
                self.pieces.append(piece)
                self.close(self.start, force=True)
            self.pieces.append(last)
            return
        self.pieces.append(_squeezed(words))

    def close(self, at: int, force: bool = False) -> None:
        """End the open line at offset `at` of the HTML; an empty one is kept only if `force`."""
        text = "".join(self.pieces)
        text = text.rstrip() if self.pre else _squeezed(text).strip(" ")
        if text or force:
            self.lines.append(Line(self.indent + text, self.start, at, self.depth))
            self.start = at
            self.indent = ""
        self.pieces.clear()

    def gap(self) -> None:
        """A blank line between blocks, one at most."""
        if self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.start, self.start, self.depth))


def lines(cleaned: str, is_quote: Callable[[str], bool]) -> list[Line]:
    """The lines of cleaned HTML. `is_quote` judges the attributes of a `<blockquote>`: a quote or just an indent."""
    writer = _Writer(is_quote)
    position = 0
    for tag in _TAG.finditer(cleaned):
        if tag.start() > position:
            writer.text(cleaned[position : tag.start()])
        position = tag.end()
        _tag(writer, tag.group(1) == "/", tag.group(2), tag.group(3), tag.start(), tag.end())
    writer.text(cleaned[position:])
    writer.close(len(cleaned))
    if writer.lines:
        writer.lines[-1].end = len(cleaned)
    return writer.lines


def _tag(writer: _Writer, closing: bool, name: str, attributes: str, start: int, end: int) -> None:
    if name == "br":
        writer.close(end, force=True)
    elif name == "a":
        _link(writer, closing, attributes)
    elif name == "img":
        alt = _ALT.search(attributes)
        if alt and alt.group(1).strip():
            writer.pieces.append(f"[{unescape(alt.group(1)).strip()[:200]}]")
        elif 'src="cid:' in attributes:
            writer.pieces.append(PICTURE)
    elif name in ("td", "th"):
        if not closing and "".join(writer.pieces).strip():
            writer.pieces.append(" ")
    elif name in _BLOCKS:
        writer.close(start)
        if name in _SPACED and not writer.lists:
            writer.gap()
        _block(writer, closing, name, attributes)


def _block(writer: _Writer, closing: bool, name: str, attributes: str) -> None:
    if name == "blockquote":
        if closing:
            if writer.quotes and writer.quotes.pop():
                writer.depth -= 1
                if writer.lines and not writer.lines[-1].text:
                    writer.lines[-1].depth = writer.depth
        else:
            quote = writer.is_quote(attributes)
            writer.quotes.append(quote)
            writer.depth += quote
    elif name in ("ul", "ol"):
        if closing:
            del writer.lists[-1:]
        else:
            writer.lists.append(0 if name == "ul" else 1)
    elif name == "li" and not closing:
        writer.indent = "  " * max(0, min(len(writer.lists), 8) - 1)
        if writer.lists and writer.lists[-1]:
            writer.pieces.append(f"{writer.lists[-1]}. ")
            writer.lists[-1] += 1
        else:
            writer.pieces.append("- ")
    elif name == "pre":
        writer.pre = max(0, writer.pre + (-1 if closing else 1))


def _link(writer: _Writer, closing: bool, attributes: str) -> None:
    if not closing:
        found = _HREF.search(attributes)
        writer.href = unescape(found.group(1)) if found else ""
        writer.href_at = len(writer.pieces)
        return
    shown = "".join(writer.pieces[writer.href_at :]).strip()
    target = writer.href.removeprefix("mailto:")
    if (
        target.startswith(("http://", "https://"))
        and len(target) <= 2_000
        and (shown.rstrip("/") not in (target.rstrip("/"), target.split("://", 1)[1].rstrip("/")))
    ):
        writer.pieces.append(f" <{target}>" if shown else f"<{target}>")
    writer.href = ""


def to_text(html: str) -> str:
    """Readable text of cleaned HTML; quotes get `> `, links their address in <> unless it is what is shown."""
    return render(lines(html, lambda attributes: True))


def render(found: list[Line]) -> str:
    """Lines as text, quotes marked, never more than one blank line together."""
    text = "\n".join(mark(line) for line in found).replace(PICTURE, "").replace("\u00a0", " ")
    if "\n\n\n" in text:
        text = _BLANKS.sub("\n\n", text)
    return text.strip("\n").rstrip()


def mark(line: Line) -> str:
    """A line with its quote marks."""
    if not line.depth:
        return line.text
    return (">" * min(line.depth, _MAX_QUOTE_DEPTH) + " " + line.text).rstrip()
