"""What a mail holds and no mail program shows: preheaders for lists of mails, the other half of layouts for phones.

`mso-hide` alone hides from Outlook only, so it does not count: buttons have it that all others show.
"""

import re

STYLES = frozenset(("display", "visibility", "max-height", "font-size"))
_NOUGHT = r":\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!\s*important\s*)?(?:;|$|&quot;|[\"'])"
_HIDES = re.compile(
    rf"(?:display:\s*none|visibility:\s*hidden|(?<![-a-z])max-height{_NOUGHT})", re.IGNORECASE
)
_NO_SIZE = re.compile(rf"(?<![-a-z])font-size{_NOUGHT}", re.IGNORECASE)
# Each is looked for only where its word stands: one pattern for all of them costs a fifth of reading a mail.
_MAY = {
    "display": re.compile(r"display\s*:\s*none"),
    "visibility": re.compile(r"visibility\s*:\s*hidden"),
    "font-size": re.compile(rf"font-size\s*{_NOUGHT}"),
    "max-height": re.compile(rf"max-height\s*{_NOUGHT}"),
    "hidden": re.compile(r"\shidden[\s=>]"),
}
_STYLES_OF = re.compile(r"\bstyle\s*=\s*(?:\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}')", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_STYLE = re.compile(r' style="([^"]*)"')
_SHOWN_AGAIN = re.compile(r"font-size:|<img\b|<font\b")
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_MAX_LOOKS = 200  # into elements of no size, each of which may hold the next


def may_hide(html: str) -> bool:
    """Whether it is worth looking; most mails hide nothing."""
    small = html.lower()
    return any(word in small and pattern.search(small) for word, pattern in _MAY.items())


def lowered(html: str) -> str:
    """With the styles in small letters: the cleaner knows no others."""
    return _STYLES_OF.sub(lambda style: style[0].lower(), html)


def without_hidden(cleaned: str) -> str:
    """Well-formed HTML, cleaned with STYLES and the attribute `hidden` kept, without what nobody sees.

    Where nothing would be left all stays: a strange mail is better than an empty one.
    """
    out: list[str] = []
    position = 0
    for start, end in _hidden(cleaned):
        if start >= position:
            out.append(cleaned[position:start])
            position = end
    left = "".join([*out, cleaned[position:]])
    return left if _says_anything(left) else cleaned


def _says_anything(html: str) -> bool:
    return "<img" in html or bool(_TAG.sub("", html).strip())


def _hidden(cleaned: str) -> list[tuple[int, int]]:
    """Hidden elements as (start, end), the outer ones before those inside them."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int, int, str]] = []
    looks = 0
    for tag in _TAG.finditer(cleaned):
        closing, name, attributes = tag.groups()
        if name in _VOID:
            continue
        if not closing:
            opened.append((name, tag.start(), tag.end(), attributes))
            continue
        if not opened or opened[-1][0] != name:
            continue
        _, start, inside, attributes = opened.pop()
        style = _STYLE.search(attributes)
        if ' hidden="' in attributes or (style and _HIDES.search(style[1])):
            found.append((start, tag.end()))
        elif style and _NO_SIZE.search(style[1]) and looks < _MAX_LOOKS:
            looks += 1
            if not _SHOWN_AGAIN.search(cleaned, inside, tag.start()):
                found.append((start, tag.end()))
    return sorted(found)
