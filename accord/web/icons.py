"""The sprite of icons: Lucide's by name, and our own marks. `python -m accord.web.icons` writes `static/icons.svg`."""

from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

# fmt: off
NAMES = [
    "activity", "alarm-clock", "archive", "arrow-down", "arrow-left", "arrow-right", "arrow-up",
    "arrow-up-down", "at-sign", "ban", "bell", "bold", "book", "building-2", "calendar", "check",
    "check-check", "chevron-down", "chevron-right", "chevrons-down", "chevrons-up", "circle-alert",
    "circle-check", "circle-question-mark", "circle-user", "clock", "copy", "corner-up-left", "database",
    "download", "ellipsis", "external-link", "eye", "eye-off", "file", "file-archive", "file-image",
    "file-text", "funnel", "forward", "hash", "history", "house", "image", "inbox", "info", "italic",
    "key-round", "keyboard", "languages", "layers", "life-buoy", "link", "list", "list-ordered", "lock",
    "log-out", "mail", "mail-open", "mail-question-mark", "mail-x", "menu", "message-square", "monitor",
    "moon", "octagon-alert", "paperclip", "pencil", "phone", "pin", "play", "plus", "quote", "refresh-cw",
    "reply", "reply-all", "search", "send", "settings", "shield", "shield-alert", "smartphone", "star",
    "sun", "tag", "text-quote", "timer", "trash-2", "triangle-alert", "type", "undo-2", "unlink", "user",
    "user-check", "user-minus", "user-plus", "user-x", "users", "video", "x", "zap",
]
# fmt: on

_RING = '<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/>'
_STROKE = (
    'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"'
)
MARKS: dict[str, str] = {
    "new": _RING + '<circle cx="8" cy="8" r="2.75" fill="currentColor"/>',
    "open": _RING + '<path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor"/>',
    "answered": _RING + '<path d="M8 1.75a6.25 6.25 0 0 0 0 12.5z" fill="currentColor"/>',
    "postponed": _RING + f'<path d="M8 4.25V8l2.5 1.75" {_STROKE}/>',
    "resolved": '<path d="M8 1.75a6.25 6.25 0 0 1 0 12.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M8 14.25a6.25 6.25 0 0 1 0-12.5" fill="none" stroke="currentColor" stroke-width="1.5"'
    f' stroke-dasharray="1.6 2.1"/><path d="m5.4 8.2 1.8 1.8 3.4-3.7" {_STROKE}/>',
    "closed": '<path fill-rule="evenodd" fill="currentColor" d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm3.75 5.05a.85.85 0 0'
    ' 0-1.25-1.15L7.15 8.55 5.5 6.95A.85.85 0 0 0 4.3 8.15l2.3 2.2a.85.85 0 0 0 1.2-.04z"/>',
    "chatting": '<path fill="currentColor" d="M2 4.25A2.25 2.25 0 0 1 4.25 2h7.5A2.25 2.25 0 0 1 14 '
    '4.25v5a2.25 2.25 0 0 1'
    '-2.25 2.25H7.5L4.2 14.2a.5.5 0 0 1-.82-.38V11.4A2.25 2.25 0 0 1 2 9.25z"/>',
    "calling": f'<path d="M3 2.75h2.2l1.1 3-1.5 1.1a8 8 0 0 0 4.35 4.35l1.1-1.5 3 1.1V13a1.25 1.25 0 0 1-1.3 '
    '1.25A10.9 10.9'
    f' 0 0 1 1.75 4.05 1.25 1.25 0 0 1 3 2.75z" {_STROKE}/>',
    "spam": _RING + f'<path d="m4 4 8 8" {_STROKE}/>',
    "deleted": f'<path d="M3 4.5h10M6.25 4.5V3h3.5v1.5M4.25 4.5l.6 8.75h6.3l.6-8.75" {_STROKE}/>',
    "brand": '<path class="half-them" d="M7.1 1.3a6.75 6.75 0 0 0 0 13.4z"/><path class="half-us" d="M8.9 '
    '1.3a6.75 6.75 0 0 1'
    ' 0 13.4z"/>',
}


def _lucide(name: str, archive: ZipFile) -> str:
    root = ElementTree.fromstring(archive.read(f"{name}.svg"))
    parts = []
    for child in root:
        tag = child.tag.rpartition("}")[2]
        attributes = "".join(f' {key}="{value}"' for key, value in child.attrib.items())
        parts.append(f"<{tag}{attributes}/>")
    return "".join(parts)


def sprite() -> str:
    """The whole sprite as SVG text. Raises KeyError for a name that Lucide does not have."""
    import lucide

    with ZipFile(Path(lucide.__file__).parent / "lucide.zip") as archive:
        icons = [
            f'<symbol id="i-{name}" viewBox="0 0 24 24">{_lucide(name, archive)}</symbol>' for name in NAMES
        ]
    marks = [f'<symbol id="m-{name}" viewBox="0 0 16 16">{body}</symbol>' for name, body in MARKS.items()]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join([*icons, *marks]) + "\n</svg>\n"


if __name__ == "__main__":
    (Path(__file__).parent / "static" / "icons.svg").write_text(sprite(), encoding="utf-8")
