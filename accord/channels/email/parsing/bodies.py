"""Choosing what to read: the text and HTML of a mail out of its leaves, and which leaves are files."""

import re
from dataclasses import dataclass, field

from accord.channels.email.parsing import charsets, parts, uuencoded
from accord.channels.email.parsing.parts import Part, Tree
from accord.core import html as cleaning

MAX_BODY_BYTES = 4_000_000
_PLAIN = frozenset(("text/plain", "text/enriched", "text/richtext"))
_HTML = frozenset(("text/html", "application/xhtml+xml"))
# Other renderings of the same text, of which nobody misses anything.
_SPARE = frozenset(("text/enriched", "text/richtext", "text/watch-html", "text/x-amp-html"))
_ENRICHED_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,40}>|<<")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Unit:
    """One piece of the body in its place: the same words as text, as HTML, or as both."""

    text: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """All of the body: `text` is whole and decoded, `html` as sent ('' if no part had any)."""

    text: str
    html: str
    files: list[tuple[bytes, bytes]]  # uuencoded files found in the text: (raw name, content)


def is_body(part: Part, tree: Tree) -> bool:
    """Is a leaf something to read rather than a file?"""
    if part.content_type not in _PLAIN and part.content_type not in _HTML and part.content_type not in _SPARE:
        return False
    lone = len(tree.leaves) == 1
    if part.disposition == "attachment":
        return lone and not part.file_name
    if not part.file_name or lone:
        return True
    return part.alternative >= 0 and part.disposition != "inline"


def read(data: bytes, leaves: list[Part], marks: list[str]) -> Body:
    """Join all readable leaves in their order; in alternatives the text and the HTML stand for each other."""
    units: list[Unit] = []
    by_alternative: dict[int, Unit] = {}
    files: list[tuple[bytes, bytes]] = []
    left = MAX_BODY_BYTES
    hint = next((leaf.params["charset"] for leaf in leaves if leaf.params.get("charset")), "")
    for leaf in leaves:
        if leaf.content_type in _SPARE and leaf.alternative >= 0 and leaf.alternative in by_alternative:
            continue
        raw = parts.payload(data, leaf, marks)
        if leaf.content_type in _PLAIN and b"begin" in raw:
            raw, found = uuencoded.extract(raw)
            files += found
        if len(raw) > left:
            marks.append("body-cut")
            raw = raw[:left]
        left -= len(raw)
        unit = by_alternative.get(leaf.alternative)
        if unit is None:
            unit = Unit()
            units.append(unit)
            if leaf.alternative >= 0:
                by_alternative[leaf.alternative] = unit
        _add(unit, leaf, raw, hint, marks)
    return _join(units, files)


def _add(unit: Unit, leaf: Part, raw: bytes, hint: str, marks: list[str]) -> None:
    declared = leaf.params.get("charset", "")
    if leaf.content_type in _HTML or leaf.content_type in ("text/watch-html", "text/x-amp-html"):
        if (
            not charsets.meant(declared)
            and not raw.isascii()
            and (found := _META_CHARSET.search(raw[:4_096]))
        ):
            declared = found.group(1).decode("ascii")
        text, mark = charsets.decode(raw, declared, hint=hint)
        unit.html.append(text)
    else:
        text, mark = charsets.decode(raw, declared, hint=hint)
        if leaf.content_type != "text/plain":
            text = _ENRICHED_TAG.sub(lambda tag: "<" if tag.group(0) == "<<" else "", text)
        elif leaf.params.get("format", "").lower() == "flowed":
            text = unflow(text, leaf.params.get("delsp", "").lower() == "yes")
        unit.text.append(text)
    if mark:
        marks.append(mark)


def _join(units: list[Unit], files: list[tuple[bytes, bytes]]) -> Body:
    has_html = any(piece.strip() for unit in units for piece in unit.html)
    texts: list[str] = []
    htmls: list[str] = []
    for unit in units:
        text = "\n".join(piece.strip("\n") for piece in unit.text if piece.strip())
        html = "\n".join(piece for piece in unit.html if piece.strip())
        texts.append(text or (cleaning.to_text(html) if html else ""))
        if has_html:
            htmls.append(html or cleaning.from_text(text))
    return Body("\n".join(text for text in texts if text), "\n".join(html for html in htmls if html), files)


def unflow(text: str, delete_space: bool) -> str:
    """RFC 3676: lines that end in a space go on in the next one of the same quote depth."""
    out: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:]
        words = words[1:] if words.startswith(" ") else words
        flows = words.endswith(" ") and words != "-- "
        shown = words[:-1] if flows and delete_space else words
        if open_depth == depth and words != "-- ":
            out[-1].append(shown)
        else:
            out.append([">" * depth + " " if depth else "", shown])
        open_depth = depth if flows else -1
    joined = ("".join(pieces) for pieces in out)
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in joined)
