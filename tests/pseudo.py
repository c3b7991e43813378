"""Lets a test read Accord in the test language `xx`, in which every translated sentence stands in ⟦brackets⟧.

with speaking(tmp_path):
    person.language = "xx" ...
    assert unmarked(client.get("/inbox/").content.decode()) == []
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.test import override_settings
from django.utils import translation

from accord.translation import pseudo
from accord.translation.extracting import template_catalog

_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "aria-description", "label"}
_SILENT = {"script", "style", "template", "code", "pre", "svg", "noscript"}
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@contextmanager
def speaking(folder: Path) -> Iterator[None]:
    """Build the catalogue in `folder` and offer the language; inside the block it is also the active one."""
    pseudo.build(folder, template_catalog())
    LANG_INFO[pseudo.LANGUAGE] = {"bidi": False, "code": "xx", "name": "Pseudo", "name_local": "⟦Psêûdô⟧"}
    languages = [*settings.LANGUAGES, (pseudo.LANGUAGE, "⟦Psêûdô⟧")]
    # Django forgets the catalogues and languages it remembers when these two settings change in a test.
    with override_settings(LOCALE_PATHS=[folder], LANGUAGES=languages):
        with translation.override(pseudo.LANGUAGE):
            yield


def unmarked(html: str, data: tuple[str, ...] = ()) -> list[str]:
    """Visible texts of a page that no translator has been given.

    `data` are what people wrote (names, subjects, texts): they are no sentences of ours and are taken out first. Mark
    an element whose content is data with `translate="no"` or `lang`, as a page should for browsers' translators, and it
    is left out, too.
    """
    reader = _Reader()
    reader.feed(html)
    left = []
    for text in reader.texts:
        rest = re.sub(f"{pseudo.OPENING}[^{pseudo.CLOSING}]*{pseudo.CLOSING}", " ", text)
        for known in sorted(data, key=len, reverse=True):
            rest = rest.replace(known, " ")
        if _LETTERS.search(rest):
            left.append(" ".join(text.split()))
    return left


class _Reader(HTMLParser):
    """Collects what a person sees or hears: texts, and the attributes that are read out."""

    _VOID = {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def _silent(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = given.get("translate") == "no" or ("lang" in given and tag != "html")
        if not self._silent() and not foreign:
            self.texts += [value for name, value in attrs if name in _ATTRIBUTES and value]
            if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
                self.texts.append(given.get("value") or "")
        if tag not in self._VOID:
            self._open.append((tag, foreign or tag in _SILENT))

    def handle_endtag(self, tag: str) -> None:
        if any(open_tag == tag for open_tag, _silent in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent():
            self.texts.append(data)
