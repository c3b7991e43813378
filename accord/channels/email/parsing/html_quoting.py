"""Quotes in HTML: first the marks that mail programs leave, then the rules for text, carried back to the HTML."""

import re
from bisect import bisect_right

from accord.channels.email.parsing import quoting
from accord.core import html_text
from accord.core.html_text import Line

_QUOTE_ATTRIBUTE = re.compile(
    r'type="cite"|class="[^"]*(?:gmail_quote|protonmail_quote|cite|quote|yahoo|tutanota|moz-)|border-left|'
    r'style="[^"]*border:\s*none[^"]*border-left|id="[^"]*(?:quote|cite|replied)',
    re.IGNORECASE,
)
# From one of these elements on everything is the earlier mail.
_FROM_HERE = re.compile(
    r"<[a-z0-9]+\b[^>]*?(?:"
    r' (?:id|name)="(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|'
    r"ms-outlook-mobile-reference-message|isReplyContent|replySplit|_MailOriginal|zmail_extra|mailcontent_quote|"
    r'oriMsgHtmlSeperator|spark_quote)"|'
    r' (?:id|class)="[^"]*(?:yahoo_quoted|zmail_extra|OutlookMessageHeader|moz-email-headers-table|mail_quote_|'
    r'AppleOriginalContents|ms-outlook-mobile-reference-message|freshdesk_quote|intercom-quote)[^"]*"|'
    r'( style="[^"]*border-top:[^";]*solid[^";]*))',
    re.IGNORECASE,
)
# These elements introduce a quote, whatever their words.
_INTRODUCES = re.compile(
    r'<[a-z0-9]+\b[^>]*? class="[^"]*(?:moz-cite-prefix|gmail_attr|gmail_quote|cite-prefix)[^"]*"'
)
_HEADER_SHAPE = re.compile(r"\s*[^\s:：][^:：]{0,30}[:：]")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))


def split(marked: str) -> tuple[str, str, str, str]:
    """(visible text, quoted text, visible HTML, quoted HTML) of HTML cleaned with its classes kept.

    The HTML pieces still carry classes and must be cleaned once more before they are shown.
    """
    lines = html_text.lines(marked, lambda attributes: _QUOTE_ATTRIBUTE.search(attributes) is not None)
    texts = [html_text.mark(line) for line in lines]
    ends = [line.end for line in lines]
    kept = quoting.keep(texts, _first_mark(marked, lines, ends), _introductions(marked, lines, ends))
    visible = [line for line, stays in zip(lines, kept, strict=True) if stays]
    quoted = [line for line, stays in zip(lines, kept, strict=True) if not stays]
    if not any(line.text for line in visible):
        return html_text.render(lines), "", marked, ""
    if not quoted:
        return html_text.render(visible), "", marked, ""
    shown, folded = _carry(marked, lines, kept)
    return html_text.render(visible), html_text.render(quoted), shown, folded


def _place(marked: str, lines: list[Line], ends: list[int], offset: int) -> int:
    """The first line that begins at or after an offset of the HTML."""
    at = bisect_right(ends, offset)
    if at < len(lines) and _TAG.sub("", marked[lines[at].start : offset]).strip():
        at += 1
    return at


def _first_mark(marked: str, lines: list[Line], ends: list[int]) -> int | None:
    """The line at which the first mark with words above it stands."""
    first = next((at for at, line in enumerate(lines) if line.text.strip()), 0)
    for found in _FROM_HERE.finditer(marked):
        at = _place(marked, lines, ends, found.start())
        if first < at < len(lines) and (not found.group(1) or _headers_follow(lines, at)):
            return at
    return None


def _headers_follow(lines: list[Line], at: int) -> bool:
    """A border is only a border, unless lines shaped like headers stand under it (in any language)."""
    below = [line.text for line in lines[at : at + 8] if line.text.strip()][:4]
    return sum(_HEADER_SHAPE.match(text) is not None for text in below) >= 3 and "@" in "".join(below)


def _introductions(marked: str, lines: list[Line], ends: list[int]) -> frozenset[int]:
    """Lines in elements that introduce a quote, if quoted lines follow soon."""
    found: set[int] = set()
    if ' class="' not in marked:
        return frozenset()
    for element in _INTRODUCES.finditer(marked):
        at = _place(marked, lines, ends, element.start())
        for following in range(at, min(at + 5, len(lines))):
            if lines[following].depth:
                found.update(number for number in range(at, following) if lines[number].text.strip())
                break
    return frozenset(found)


def _carry(marked: str, lines: list[Line], kept: list[bool]) -> tuple[str, str]:
    """Two documents from one: each keeps the tags that a left-out stretch opens or closes, so both stay well-formed."""
    shown: list[str] = []
    folded: list[str] = []
    position = 0
    for line, stays in zip(lines, kept, strict=True):
        if line.end <= position:
            continue
        piece = marked[position : line.end]
        net = _net(piece)
        shown.append(piece if stays else net)
        folded.append(net if stays else piece)
        position = line.end
    shown.append(marked[position:])
    return _without_hollow("".join(shown)), _without_hollow("".join(folded))


def _net(piece: str) -> str:
    """What is left of a stretch's tags when each opening is matched with its closing."""
    open_tags: list[tuple[str, str]] = []
    closings: list[str] = []
    for tag in _TAG.finditer(piece):
        name = tag.group(2)
        if name in _VOID:
            continue
        if not tag.group(1):
            open_tags.append((name, tag.group(0)))
        elif open_tags and open_tags[-1][0] == name:
            open_tags.pop()
        else:
            closings.append(tag.group(0))
    return "".join(closings) + "".join(text for _, text in open_tags)


_HOLLOW = re.compile(r"<(blockquote|div|span|p|a|font|b|i|li|ul|ol)\b[^>]*>\s*</\1>")


def _without_hollow(html: str) -> str:
    """Drop elements that hold nothing any more; a few rounds are enough for what shows."""
    for _ in range(6):
        html, count = _HOLLOW.subn("", html)
        if not count:
            break
    return html.strip()
