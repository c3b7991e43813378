"""HTML from outside made harmless, and the roads between HTML and plain text. Linear time, bounded size.

What stays: structure, and style attributes reduced to colour, weight, alignment, size and border. Nothing active,
nothing that loads from elsewhere: remote images wait in `data-remote-src` until somebody asks for them.
"""

# ruff: noqa: SIM905 - lists of names read better as words.

import re
from collections.abc import Mapping
from html import escape, unescape

import nh3

from accord.core import html_hidden, html_text

MAX_CHARS = 2_000_000
MAX_TAGS = 60_000
MAX_ENTITIES = 30_000
MAX_DEPTH = 1_000
_TAGS = frozenset(
    """a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em
    figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp rt ruby s samp
    section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr""".split()
)
_DROPPED_WHOLE = frozenset(
    """script style title template noscript iframe object embed applet svg math select textarea button audio video
    canvas frameset noframes map xml""".split()
)
_SIZES = {"align", "valign", "width", "height", "bgcolor"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "blockquote": {"type"},
    "font": {"color", "size", "face"},
    "table": {"border", "cellpadding", "cellspacing", *_SIZES},
    "tr": set(_SIZES),
    "td": {"colspan", "rowspan", *_SIZES},
    "th": {"colspan", "rowspan", *_SIZES},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "div": {"align"},
    "p": {"align"},
    "ol": {"start", "type"},
    "li": {"value"},
}
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_STYLES = {"color", "background-color", "font-weight", "font-style", "font-size", "text-align", "text-decoration",
           "text-decoration-line", "border-collapse", "border-spacing", "border-radius",
           *(f"border{side}{kind}" for side in _SIDES for kind in ("", "-width", "-style", "-color"))}  # fmt: skip
_REL = "noopener noreferrer nofollow"


def _cleaner(attributes: dict[str, set[str]], styles: frozenset[str] = frozenset()) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes=attributes,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel=_REL,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        filter_style_properties=_STYLES | styles,
    )


_FINAL = _cleaner(_ATTRIBUTES)
_OUTGOING = _cleaner(_ATTRIBUTES)  # of what an agent wrote nothing is left out
_MARKED = _cleaner({**_ATTRIBUTES, "*": {*_ATTRIBUTES["*"], "class", "id", "name"}})
_HIDING = _cleaner({**_ATTRIBUTES, "*": {*_ATTRIBUTES["*"], "class", "id", "name", "hidden"}}, html_hidden.STYLES)
# The serialiser quotes every attribute and escapes <, > and " in it, so that a tag ends at the first >.
_IMAGE = re.compile(r"<img\b([^>]*)>")
_SRC = re.compile(r' src="([^"]*)"')
_BAD_STYLE = re.compile(
    r"url\s*\(|expression|image|var\s*\(|attr\s*\(|@|\\|/\*|&lt;|javascript", re.IGNORECASE
)
_STYLE = re.compile(r'(<[a-z][^>]*?) style="([^"]*)"')
_STYLES_OF = re.compile(r' style="([^"]*)"')
_EMPTY_STYLE = re.compile(r'(<[a-z][^>]*?) style=""')
_MARKS = re.compile(r' (?:class|id|name)="')
_CID_LINK = re.compile(r'(<a\b[^>]*?) href="cid:[^"]*"', re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>?")
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_FLAT = frozenset(
    "p br hr img li td th tr dd dt tbody thead tfoot option input meta link base col wbr source area param".split()
)


def clean(html: str, cids: Mapping[str, str] | None = None) -> str:
    """Harmless HTML for showing. `cids` maps Content-IDs (without <>) to the addresses of stored images.

    Images from `cid:` without an entry keep `data-cid`, remote ones keep `data-remote-src`; neither has a `src`.
    Input over 2,000,000 characters is cut; what is nested too deep or has too many tags becomes plain paragraphs.
    """
    return _settle(_run(_FINAL, html), cids or {})


def clean_marked(html: str) -> str:
    """As `clean`, but `class`, `id` and image addresses stay: to read marks of mail programs, not for showing."""
    return _run(_MARKED, html)


def clean_both(html: str) -> tuple[str, str]:
    """(`clean`, `clean_marked`) of the same HTML; where it has no such marks, for the price of one."""
    marked = clean_marked(html)
    return (clean(html) if _MARKS.search(marked) else _settle(marked, {})), marked


def clean_outgoing(html: str) -> str:
    """What an agent wrote in the editor, harmless for the people who get it; images only from `cid:` and https."""
    cleaned = _run(_OUTGOING, html)
    return _without_bad_styles(cleaned) if "style=" in cleaned else cleaned


def to_text(html: str) -> str:
    """Readable plain text of any HTML: links with their address, lists, paragraphs, quotes as `> `."""
    return html_text.to_text(clean_marked(html))


def from_text(text: str) -> str:
    """Plain text as escaped paragraphs, line breaks kept, addresses of the web linked."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_linked(block)}</p>" for block in paragraphs if block.strip())


_URL = re.compile(r"https?://[^\s<>\"']{1,2000}")


def _linked(block: str) -> str:
    out: list[str] = []
    position = 0
    for found in _URL.finditer(block):
        address = found.group(0).rstrip(".,;:!?)]}»”…")
        out.append(escape(block[position : found.start()], quote=False))
        quoted = escape(address)
        out.append(f'<a href="{quoted}" target="_blank" rel="{_REL}">{quoted}</a>')
        position = found.start() + len(address)
    out.append(escape(block[position:], quote=False))
    return "".join(out).replace("\n", "<br>\n")


def _run(cleaner: nh3.Cleaner, html: str) -> str:
    html = html[:MAX_CHARS]
    if "\x00" in html:
        html = html.replace("\x00", "")
    if html.count("&") > MAX_ENTITIES:
        # The parser needs the square of their number: resolve those that cannot become markup.
        html = _ENTITY.sub(_resolve, html)
    if html.count("&") > MAX_ENTITIES or _too_deep(html):
        # The HTML standard's own algorithm needs the square of the depth; keep the words.
        return from_text(unescape(_ANY_TAG.sub(" ", _without_dropped(html))))
    if cleaner is not _OUTGOING and html_hidden.may_hide(html):
        html = html_hidden.without_hidden(_HIDING.clean(html_hidden.lowered(html)))
    return cleaner.clean(html)


def _resolve(entity: re.Match[str]) -> str:
    char = unescape(entity.group(0))
    return entity.group(0) if char in ("<", ">", "&", '"', "'", "`", "\x00") else char


def _too_deep(html: str) -> bool:
    tags = html.count("<")
    if tags <= MAX_DEPTH:
        return False
    if tags > MAX_TAGS:
        return True
    depth = deepest = 0
    for closing, name, rest in _OPENING.findall(html):
        if name.lower() in _FLAT or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest > MAX_DEPTH


def _without_dropped(html: str) -> str:
    """Cut out scripts and styles by plain search, for documents that the parser must not see."""
    for name in ("script", "style", "title"):
        pieces: list[str] = []
        lower = html.lower() if html.isascii() else html
        position = 0
        while (start := lower.find("<" + name, position)) >= 0:
            pieces.append(html[position:start])
            end = lower.find("</" + name, start)
            position = len(html) if end < 0 else end
        html = "".join(pieces) + html[position:]
    return html


def _settle(cleaned: str, cids: Mapping[str, str]) -> str:
    if "<img" in cleaned:
        cleaned = _IMAGE.sub(lambda found: _image(found.group(1), cids), cleaned)
    if "style=" in cleaned:
        cleaned = _without_bad_styles(cleaned)
    if 'href="cid:' in cleaned.lower():
        cleaned = _CID_LINK.sub(r"\1", cleaned)
    return cleaned


def _without_bad_styles(cleaned: str) -> str:
    if ' style=""' in cleaned:
        cleaned = _EMPTY_STYLE.sub(r"\1", cleaned)
    if not any(map(_BAD_STYLE.search, set(_STYLES_OF.findall(cleaned)))):
        return cleaned

    def one(found: re.Match[str]) -> str:
        kept = [
            item
            for item in unescape(found.group(2)).split(";")
            if item.strip() and not _BAD_STYLE.search(item)
        ]
        return f'{found.group(1)} style="{escape(";".join(kept))}"' if kept else found.group(1)

    return _STYLE.sub(one, cleaned)


def _image(attributes: str, cids: Mapping[str, str]) -> str:
    found = _SRC.search(attributes)
    address = unescape(found.group(1)).strip() if found else ""
    rest = attributes.replace(found.group(0), "", 1) if found else attributes
    if ' alt="' not in rest:
        rest += ' alt=""'
    if address[:4].lower() == "cid:":
        cid = address[4:].strip().strip("<>")
        known = cids.get(cid)
        where = f' src="{escape(known)}"' if known else f' data-cid="{escape(cid)}"'
    elif address[:5].lower() == "http:" or address[:6].lower() == "https:":
        where = f' data-remote-src="{escape(address)}"'
    else:
        where = ""
    return f"<img{where}{rest}>"
