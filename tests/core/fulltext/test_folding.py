"""One spelling for what people write in several."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core.fulltext.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Straße", "strasse"),
        ("ЁЛКА", "елка"),
        ("Мой", "мой"),
        ("МОЙ", "мой"),
        ("šķēršļi", "skersli"),
        ("Öö", "oo"),
        ("ＡＢＣ１２", "abc12"),
        ("ﬁle", "file"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("co\u00adoperate", "cooperate"),
        ("शिकायत", "शिकायत"),
        ("한국", "한국"),
        ("が", "が"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_a_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
