"""The contract of every kind of field: what was cleaned stays as it is, is read, and is found again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core.errors import Invalid
from accord.people.fields.kinds import FOUND_BY, kinds
from accord.people.fields.known import Choice, Field

pytestmark = pytest.mark.django_db  # which language comes first is an option

CHOICES = (
    Choice("red", {"en": "Red", "bg": "Червено"}),
    Choice("blue", {"": "Blue"}),
    Choice("grey", {"": "Grey"}, off=True),
)
FIELDS = [Field(1, "ticket", "sample", kind, {"": "Sample"}, choices=CHOICES) for _key, kind in kinds.items()]
# What forms and programs send: anything that JSON or a form can hold.
RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=80),
    st.dates().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.sampled_from(
        ["red", "RED", "Червено", "blue, red", "1", "on", "https://example.com/a b", "1,5", " 12 "]
    ),
    st.lists(st.sampled_from(["red", "blue", "Blue", ""]), max_size=4),
)


@given(st.sampled_from(FIELDS), RAW)
def test_whatever_is_sent_is_refused_with_a_sentence_or_stored_for_good(field: Field, raw: Any) -> None:
    try:
        stored = field.clean(raw)
    except Invalid as error:
        assert error.detail == "field_sample" and "Sample" in str(error)
        return
    assert json.loads(json.dumps(stored)) == stored, "it is JSON"
    assert field.clean(stored) == stored, "cleaning again changes nothing"
    if stored is None:
        assert field.words(stored) == ""
        return
    assert field.words(stored)
    found = field.kind.found_by(stored)
    assert found and all(len(text) <= FOUND_BY for text, _number in found)
    assert all((number is not None) == field.kind.numeric for _text, number in found)


@given(
    st.sampled_from([each for each in FIELDS if each.kind.key in ("text", "number", "date", "checkbox")]), RAW
)
def test_a_form_shows_what_is_stored_and_sends_it_back(field: Field, raw: Any) -> None:
    try:
        stored = field.clean(raw)
    except Invalid:
        return
    typed = "" if stored is None else "1" if stored is True else str(stored)
    assert field.clean(typed) == stored


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_numbers_keep_their_order_where_they_are_found(one: float, other: float) -> None:
    field = next(each for each in FIELDS if each.kind.key == "number")
    (first,), (second,) = (field.kind.found_by(field.clean(each)) for each in (one, other))
    assert first[1] is not None and second[1] is not None
    assert (first[1] <= second[1]) or one >= other - 1e-6


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("number", "twelve"),
        ("number", "1e400"),
        ("number", float("nan")),
        ("number", True),
        ("date", "2026-02-30"),
        ("choice", "green"),
        ("choices", "red, green"),
        ("link", "javascript:alert(1)"),
        ("link", "example.com"),
        ("text", "a" * 2001),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, raw: Any) -> None:
    field = next(each for each in FIELDS if each.kind.key == kind)
    with pytest.raises(Invalid):
        field.clean(raw)


def test_a_choice_is_known_by_its_name_in_any_language() -> None:
    field = next(each for each in FIELDS if each.kind.key == "choices")
    assert field.clean("Blue, червено") == ["red", "blue"], "in the order of the list"
