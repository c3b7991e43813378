"""PDFs: whole, in every alphabet that the font has, and never at the cost of the desk."""

import re
import subprocess
import zlib
from dataclasses import replace
from typing import Any

import pytest

from accord.web import paper
from accord.web.paper import NoPaper, Paper, Piece

SAMPLE = Paper(
    title="Кафемелачката спира <след> десет & нещо",
    over="K7Q-2MF-88D · Example OÜ",
    foot="page {page} of {pages}",
    language="bg",
    author="Accord",
    facts=[("Клиент", "Елица Димитрова")],
    pieces=[
        Piece("customer", "Елица", "22 ноември", text="Здравейте 👍, Šķērslis Õžčš € <b>x</b>"),
        Piece("note", "Ieva", "22 ноември", "Бележка", "Вътрешно."),
        Piece("event", "", "22 ноември", text="Ieva реши заявката."),
    ],
)


def signs_of(pdf: bytes) -> set[str]:
    """The signs that a PDF of ours can show and that a reader can copy: from the tables that its fonts bring along."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            table = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in table:
            codes = re.findall(rb"<[0-9A-F]{2}> <([0-9A-F]{4})>", table)
            found |= {chr(int(code, 16)) for code in codes}
    return found


def test_cyrillic_and_baltic_letters_are_in_it_and_can_be_copied() -> None:
    made = paper.pdf(SAMPLE)
    assert set("КафемелачкатаЗдравейтеķērslisŠÕžčš€<>&") <= signs_of(made)
    assert made.count(b"/FontFile2") == 2, "the letters themselves are inside, regular and bold"


ODD = {
    "word": "x" * 60_000,
    "lines": "a\n" * 3_000,
    "markup": "<b><i>&" * 500,
    "controls": "\0\7\ud800",
    "none": "",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_whatever_was_written_is_set(text: str) -> None:
    assert paper.pdf(replace(SAMPLE, pieces=[Piece("customer", "E", "", text=text)])).endswith(b"%%EOF\n")


def test_a_setter_that_fails_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_args: Any, **_kw: Any) -> None:
        raise subprocess.TimeoutExpired("paper", 30)

    monkeypatch.setattr(paper.sys, "executable", "/bin/false")
    with pytest.raises(NoPaper):
        paper.pdf(SAMPLE)
    monkeypatch.setattr(paper.subprocess, "run", hangs)
    with pytest.raises(NoPaper, match="Print the page instead"):
        paper.pdf(SAMPLE)
