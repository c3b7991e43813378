"""Our Message-IDs: known again whatever happened to them on the way, and nobody else can make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email import message_ids
from accord.core import ids

KEY, OTHER = b"k" * 40, b"o" * 40
CODE = ids.code_from(12_345)


def test_an_id_names_its_ticket() -> None:
    ours = message_ids.new(CODE, "example.com", KEY)
    assert ours.endswith("@example.com")
    assert message_ids.read(ours, [OTHER, KEY]) == CODE
    assert message_ids.read(f"<{ours.upper()}>", [KEY]) == CODE
    assert message_ids.read(ours.replace("example.com", "relay.example.org"), [KEY]) == CODE
    assert message_ids.new(CODE, "example.com", KEY) != ours


def test_nobody_can_make_one() -> None:
    ours = message_ids.new(CODE, "example.com", KEY)
    assert message_ids.read(ours, [OTHER]) is None
    code, random, seal = message_ids.local_part(ours).split(".")
    other = ids.code_from(54_321).lower()
    assert message_ids.read(f"{other}.{random}.{seal}@example.com", [KEY]) is None
    turned = ("b" if seal[0] == "a" else "a") + seal[1:]
    assert message_ids.read(f"{code}.{random}.{turned}@example.com", [KEY]) is None


def test_an_account_mail_belongs_to_no_ticket() -> None:
    assert message_ids.read(message_ids.new(message_ids.ACCOUNT, "example.com", KEY), [KEY]) is None
    assert message_ids.read(message_ids.new(message_ids.PASSING, "example.com", KEY), [KEY]) is None


def test_the_mark_is_found_in_a_quote() -> None:
    mark = message_ids.local_part(message_ids.new(CODE, "example.com", KEY))
    text = f"Thank you\n\n> > ##- Please write above this line. {mark} -##\n> On Monday, Hannah wrote:"
    assert message_ids.marker_in(text, [KEY]) == CODE
    assert message_ids.marker_in(text, [OTHER]) is None
    assert message_ids.marker_in(text.replace(mark, f"x{mark}y"), [KEY]) is None


@pytest.mark.parametrize("text", ["", "<>", "a@example.com", CODE, f"{CODE}.abc.def@example.com", "x" * 5000])
def test_other_ids_are_not_ours(text: str) -> None:
    assert message_ids.read(text, [KEY]) is None


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    assert message_ids.read(text, [KEY]) is None
    assert message_ids.marker_in(text, [KEY]) is None
