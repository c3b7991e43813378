"""A phrase with many choices is met by the same words as when it is written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.messaging.courtesy.patterns import BrokenPhrase, Pattern, parts_of, written_out

FEW = st.sampled_from(["a", "b", "a b", "c", ""])
GROUPS = st.lists(st.lists(FEW, min_size=1, max_size=3, unique=True), min_size=1, max_size=4)
PHRASE = "(i |we |)(can |could |)(now |finally |at last |)(log in|see (it|them|all of it)|print) (again|once more|)"


def test_written_out_with_inner_choices() -> None:
    assert written_out("thank(s|) (a (lot|bunch)|)") == ["thanks a lot", "thanks a bunch", "thanks",
                                                         "thank a lot", "thank a bunch", "thank"]  # fmt: skip


def test_one_that_many_can_meet_is_not_written_out() -> None:
    parts = parts_of(PHRASE)
    assert parts is not None and parts_of("(many |)thanks") is None
    pattern = Pattern("works", 3, parts)
    assert pattern.sizes(
        ["we", "can", "at", "last", "see", "all", "of", "it", "again", "and", "again"], 0
    ) == {8, 9}
    assert pattern.sizes(["so", "we", "can"], 1) == set()
    assert pattern.first_words() == {"i", "we", "can", "could", "now", "finally", "at", "log", "see", "print"}
    assert list(pattern.single_words()) == ["print"]


def test_choices_inside_of_words_are_written_out() -> None:
    endings = "|".join(f"x{number}" for number in "abcdefghijklmnop")
    assert parts_of(f"благодар({endings}) (сам|съм|)(много|силно|)") is None


@given(GROUPS, st.lists(st.sampled_from("abc"), max_size=6))
def test_met_by_the_same_words(groups: list[list[str]], words: list[str]) -> None:
    pattern = Pattern("works", 0, tuple(tuple(group) for group in groups))
    phrase = " ".join(f"({'|'.join(group)})" for group in groups)
    whole = {tuple(each.split()) for each in written_out(phrase)}
    expected = {size for size in range(1, len(words) + 1) if tuple(words[:size]) in whole}
    assert pattern.sizes(words, 0) == expected
    assert {each[0] for each in whole} == pattern.first_words()
    assert {each[0] for each in whole if len(each) == 1} == set(pattern.single_words())


@pytest.mark.parametrize("phrase", ["(a|b", "a)b", "a|b", "a, (b", "(a1|b)"])
def test_what_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(BrokenPhrase):
        parts_of(phrase)
