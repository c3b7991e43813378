"""Signed tokens: what we signed is read, whatever mail systems do to its case, and nothing else is."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core import tokens

KEY, OLD, STRANGE = b"k" * 40, b"o" * 40, b"s" * 40
NUMBERS = st.integers(0, tokens.LARGEST)


@given(number=NUMBERS, kind=st.text(max_size=20), upper=st.sets(st.integers(0, tokens.LONGEST)))
def test_round_trip_in_any_case(number: int, kind: str, upper: set[int]) -> None:
    token = tokens.sign(kind, number, KEY)
    assert set(token) <= set(tokens.ALPHABET)
    shouted = "".join(sign.upper() if place in upper else sign for place, sign in enumerate(token))
    assert tokens.read(kind, shouted, [KEY]) == number


@given(number=NUMBERS, place=st.integers(0, tokens.LONGEST - 1), sign=st.sampled_from(tokens.ALPHABET))
def test_one_changed_sign_is_noticed(number: int, place: int, sign: str) -> None:
    token = tokens.sign("reply", number, KEY)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    assert tokens.read("reply", changed, [KEY]) == (number if changed == token else None)


@given(text=st.text(max_size=60))
def test_any_text_is_answered_without_an_error(text: str) -> None:
    assert tokens.read("reply", text, [KEY]) is None


@given(number=NUMBERS)
def test_a_token_has_one_spelling(number: int) -> None:
    token = tokens.sign("reply", number, KEY)
    assert tokens.read("reply", "a" + token, [KEY]) is None
    assert tokens.read("reply", token + "a", [KEY]) is None


def test_kind_and_key_decide() -> None:
    token = tokens.sign("reply", 7, OLD)
    assert tokens.read("reply", token, [KEY, OLD]) == 7
    assert tokens.read("reply", token, [KEY, STRANGE]) is None
    assert tokens.read("bounce", token, [KEY, OLD]) is None
    assert tokens.read("reply", token, []) is None


def test_a_ticket_number_makes_a_token_that_fits_an_address() -> None:
    assert len(tokens.sign("reply", 1_000_000, KEY)) == 20
    assert len("support+" + tokens.sign("reply", tokens.LARGEST, KEY)) <= 64  # RFC 5321 section 4.5.3.1.1


@pytest.mark.parametrize("number", [-1, tokens.LARGEST + 1])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        tokens.sign("reply", number, KEY)


def test_it_needs_no_django() -> None:
    code = "import sys, accord.core.tokens; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
