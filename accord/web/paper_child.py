"""Sets a PDF. Run as a process of its own, which needs no Django: JSON of `paper.Paper` comes in, the PDF goes out.

    python -m accord.web.paper_child < paper.json > ticket.pdf

The library takes 40 MB and half a second to begin, and a long ticket a second more.
"""

import json
import sys
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

INK, QUIET, LINE = "#231b24", "#584d58", "#d9d2d8"
NOTE, MISSING = "#fbf3d5", "□"
FONT = "Fira"
LONGEST_LINE = (
    8_000  # signs; a line without an end is cut into such pieces, for the setter needs the square of it
)


def main() -> int:
    """Read the paper from standard input, write the PDF to standard output."""
    sys.stdout.buffer.write(made(json.loads(sys.stdin.buffer.read())))
    return 0


def made(paper: dict[str, Any]) -> bytes:
    """The PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    known = _fonts()
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=20 * mm,
        title=paper["title"],
        author=paper["author"],
        lang=paper["language"],
    )
    document.build(_story(paper, known), canvasmaker=_numbered(paper["foot"], known))
    return out.getvalue()


def _fonts() -> set[int]:
    """Register the fonts; the signs that they have."""
    import fontpkg_fira_sans
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    files = Path(fontpkg_fira_sans.ROOT) / "files"
    for place, style in enumerate(("Regular", "Bold")):
        pdfmetrics.registerFont(TTFont(f"{FONT}-{style}", files / f"FiraSans-{style}.ttf"))
        addMapping(FONT, place, 0, f"{FONT}-{style}")
        addMapping(FONT, place, 1, f"{FONT}-{style}")
    regular = pdfmetrics.getFont(f"{FONT}-Regular")
    return set(regular.face.charToGlyph)


def _story(paper: dict[str, Any], known: set[int]) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import HRFlowable, Paragraph, Spacer

    base = ParagraphStyle(
        "base", fontName=f"{FONT}-Regular", fontSize=10, leading=14.5, textColor=INK, spaceAfter=4
    )
    quiet = ParagraphStyle("quiet", base, fontSize=8.5, leading=12, textColor=QUIET)
    title = ParagraphStyle("title", base, fontName=f"{FONT}-Bold", fontSize=17, leading=22, spaceAfter=4)
    fact = ParagraphStyle("fact", base, fontSize=9, leading=13, spaceAfter=0)
    head = ParagraphStyle("head", base, keepWithNext=1, spaceAfter=1)
    below = ParagraphStyle("below", quiet, keepWithNext=1)
    note = ParagraphStyle("note", base, backColor=NOTE, borderPadding=(3, 5, 3, 5))

    def set_in(style: Any, text: str) -> Any:
        return Paragraph(shown(text, known), style)

    story: list[Any] = [set_in(quiet, paper["over"]), set_in(title, paper["title"])]
    story += [
        Paragraph(f"<font color='{QUIET}'>{shown(label, known)}</font>&nbsp; {shown(value, known)}", fact)
        for label, value in paper["facts"]
    ]
    if paper["notice"]:
        story += [Spacer(1, 6), set_in(quiet, paper["notice"])]
    for piece in paper["pieces"]:
        if piece["kind"] == "event":
            story += [Spacer(1, 6), set_in(quiet, f"{piece['when']} · {piece['text']}")]
            continue
        rule = HRFlowable(width="100%", thickness=0.5, color=LINE, spaceBefore=10, spaceAfter=7)
        rule.keepWithNext = 1
        who, when = shown(piece["head"], known), shown(piece["when"], known)
        story += [rule, Paragraph(f"<b>{who}</b>&nbsp; <font size='8.5' color='{QUIET}'>{when}</font>", head)]
        if piece["below"]:
            story.append(set_in(below, piece["below"]))
        story.append(Spacer(1, 3))
        style = note if piece["kind"] == "note" else base
        story += [set_in(style, each) for each in _blocks(piece["text"])]
        if piece["files"]:
            story += [Spacer(1, 3), set_in(quiet, piece["files"])]
    return story


def _blocks(text: str) -> list[str]:
    """The text in paragraphs that can be set: not longer than a page's worth each."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        lines = [
            line[at : at + LONGEST_LINE]
            for line in paragraph.split("\n")
            for at in range(0, len(line) or 1, LONGEST_LINE)
        ]
        found += ["\n".join(lines[at : at + 40]) for at in range(0, len(lines), 40)]
    return [each for each in found if each.strip()]


def shown(text: str, known: set[int]) -> str:
    """Escaped, lines broken, and with a box for each sign that the font has not."""
    plain = "".join(
        sign if sign == "\n" or ord(sign) in known else (" " if sign.isspace() else _box(sign))
        for sign in text
    )
    return escape(plain, quote=False).replace("\n", "<br/>")


def _box(sign: str) -> str:
    """What stands for a sign that cannot be set; nothing for one that is not seen anyway."""
    return "" if not sign.isprintable() or 0xFE00 <= ord(sign) <= 0xFE0F else MISSING


def _numbered(foot: str, known: set[int]) -> Any:
    """A canvas that writes "Page 2 of 5" when it knows how many there are."""
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._pages, 1):
                self.__dict__.update(state)
                self.setFont(f"{FONT}-Regular", 8)
                self.setFillColor(QUIET)
                words = foot.replace("{page}", str(number)).replace("{pages}", str(len(self._pages)))
                plain = "".join(sign if ord(sign) in known else MISSING for sign in words)
                self.drawString(self._pagesize[0] * 0.095, 28, plain)
                super().showPage()
            super().save()

    return Numbered


if __name__ == "__main__":
    sys.exit(main())
