"""A letter as HTML and as plain text: two templates over the same blocks."""

import re
import textwrap
from functools import cache
from pathlib import Path

from django.utils import translation
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from accord.channels.email.letters.blocks import Letter
from accord.channels.email.letters.shades import ACCENT, shades
from accord.core import html, templates

WIDTH = 72
LOGO = "logo@accord"  # the Content-ID of the picture at the head
_HOME = Path(__file__).parent / "templates"
_BARE_PARAGRAPH = re.compile(r"<p>")
_LINK = re.compile(r"<a ")
_PICTURE = re.compile(r"<img ")
_MANY_BLANKS = re.compile(r"\n{3,}")


def render(letter: Letter, subject: str) -> tuple[str, str]:
    """(plain text, HTML) of the letter in its language."""
    with translation.override(letter.language):
        plain = _environment(escaped=False).get_template("email/letter.txt").render(letter=letter)
        rich = (
            _environment(escaped=True)
            .get_template("email/letter.html")
            .render(letter=letter, subject=subject)
        )
    return _MANY_BLANKS.sub("\n\n", plain).strip() + "\n", rich


@cache
def _environment(escaped: bool) -> Environment:
    env = templates.environment(loader=FileSystemLoader(_HOME), autoescape=escaped)
    env.globals.update(shades=shades, LOGO=LOGO)
    env.filters.update(wrapped=wrapped, quoted=quoted, lines=lines, written=written)
    return env


def wrapped(text: str, width: int = WIDTH) -> str:
    """Lines of at most `width` signs, cut between words; web addresses stay whole, quotes as they are."""
    out: list[str] = []
    for line in str(text).replace("\r\n", "\n").split("\n"):
        line = line.rstrip()
        if len(line) <= width or line.startswith(">"):
            out.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip())][:24]
        out += textwrap.wrap(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
    return "\n".join(out)


def quoted(text: str) -> str:
    """The text as a quote: wrapped, each line after `> `."""
    return "\n".join(f"> {line}".rstrip() for line in wrapped(text, WIDTH - 2).split("\n"))


def lines(text: str) -> Markup:
    """Escaped text whose line breaks stay."""
    return escape(str(text).replace("\r\n", "\n")).replace("\n", Markup("<br>\n"))


def written(rich: str, accent: str = ACCENT) -> Markup:
    """An agent's HTML made harmless, with the distances and widths that mail programs need in the elements."""
    cleaned = html.clean_outgoing(rich)
    spaced = _BARE_PARAGRAPH.sub('<p style="margin:0 0 14px;">', cleaned)
    spaced = _LINK.sub(f'<a class="plain-link" style="color:{accent};" ', spaced)
    return Markup(_PICTURE.sub('<img style="max-width:100%;height:auto;" ', spaced))
