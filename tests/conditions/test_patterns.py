"""Patterns: found what the usual engine finds, in bounded work whatever they are."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.conditions import patterns
from accord.conditions.patterns import matching
from accord.conditions.patterns.parsing import parse
from accord.core.errors import Invalid

_ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "Z",
        "é",
        "ж",
        ".",
        r"\d",
        r"\w",
        r"\s",
        r"\b",
        r"\B",
        "^",
        "$",
        "[ab]",
        "[^a]",
        "[a-c]",
        r"\.",
        " ",
        "1",
    ]
)


def _nested(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,}", "*?"])
    return st.one_of(
        st.lists(children, min_size=1, max_size=4).map("".join),
        st.lists(children, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(children, repeats).map(lambda each: f"(?:{each[0]}){each[1]}"),
    )


@settings(max_examples=150, deadline=None)
@given(st.recursive(_ATOMS, _nested, max_leaves=8), st.text("abcZzé ж1\n._", min_size=1, max_size=12))
def test_it_finds_what_the_usual_engine_finds(pattern: str, text: str) -> None:
    expected = re.search(pattern, text, re.IGNORECASE | re.MULTILINE) is not None
    assert patterns.found(pattern, text) is expected, (pattern, text)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*a){20}b", "(x+x+)+y", "(a|b)*a(a|b){100}"]
)
def test_no_pattern_takes_more_than_its_work(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """LESSONS: one pattern on one mail must not stop a desk. The usual engine needs longer than the universe has."""
    looked = 0
    real = matching.Matcher._step

    def counting(self: matching.Matcher, state: matching._State, sign: str) -> tuple[matching._State, int]:
        nonlocal looked
        following, cost = real(self, state, sign)
        looked += cost
        return following, cost

    monkeypatch.setattr(matching.Matcher, "_step", counting)
    patterns.found(pattern, "abaabbbaab" * 2000 + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")
    assert looked <= matching.MOST_WORK + len(parse(pattern))


@pytest.mark.parametrize(
    "pattern", ["", "(a", "a)", "*a", "a**", "[a", "a{3,2}", "a{1000}", r"(a)\1", "(?=a)", "(?i)a", "[z-a]", "a\\",
                "((a{90}){90}){90}", "(" * 60 + "a" + ")" * 60, "x" * 301]
)  # fmt: skip
def test_what_is_refused_says_why(pattern: str) -> None:
    with pytest.raises(Invalid) as refused:
        patterns.checked(pattern)
    assert str(refused.value)


@settings(max_examples=100, deadline=None)
@given(st.text("ab(|)*+?{}[]^$\\.1,-", max_size=20))
def test_any_text_is_a_pattern_or_refused(pattern: str) -> None:
    try:
        patterns.checked(pattern)
    except Invalid as refused:
        assert str(refused)
    else:
        patterns.found(pattern, "abab 1")
