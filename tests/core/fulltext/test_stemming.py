"""Stems, judged by pairs of words that people expect to find each other, and by pairs that must stay apart."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core.fulltext.folding import casefolded
from accord.core.fulltext.stemming import snowball, stem
from tests.core.fulltext.word_pairs import FIND_EACH_OTHER, KEEP_APART, SECOND_SET, pairs

LANGUAGES = sorted(FIND_EACH_OTHER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pair_set", [FIND_EACH_OTHER, SECOND_SET], ids=["first", "second"])
def test_forms_of_a_word_find_each_other(language: str, pair_set: dict[str, str]) -> None:
    wanted = pairs(pair_set[language])
    missed = [(one, other) for one, other in wanted if stem(one, language) != stem(other, language)]
    assert len(wanted) >= 25
    assert len(missed) <= len(wanted) * 3 // 25, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_words_stay_apart(language: str) -> None:
    apart = pairs(KEEP_APART[language])
    assert len(apart) >= 8
    assert [(one, other) for one, other in apart if stem(one, language) == stem(other, language)] == []


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("leping", "lepingut", "et"),
        ("pakk", "paki", "et"),
        ("Häuser", "Häusern", "de"),
        ("счёт", "счету", "ru"),
    ],
)
def test_pairs_that_must_join_whatever_else_changes(one: str, other: str, language: str) -> None:
    assert stem(casefolded(one), language) == stem(casefolded(other), language)


def test_a_word_in_another_script_or_with_digits_stays_whole() -> None:
    assert stem("orders", "bg") == "orders"
    assert stem("заказы", "en") == "заказы"
    assert stem("inv2024s", "en") == "inv2024s"
    assert stem("orders", "xx") == "orders"


@given(
    st.text(alphabet=st.characters(categories=["L", "M"]), max_size=40),
    st.sampled_from([*LANGUAGES, "de", "fi", ""]),
)
def test_any_word_has_a_stem(word: str, language: str) -> None:
    bare = casefolded(word)
    assert bool(stem(bare, language)) >= (len(bare.strip()) > 0 and bare.isascii())


def test_threads_do_not_disturb_each_other() -> None:
    words = ["payments", "deliveries", "organization", "subscriptions"] * 50
    expected = [snowball.stem(word, "en") for word in words]
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.append([snowball.stem(word, "en") for word in words]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4
