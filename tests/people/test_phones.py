"""Contacts by their phone numbers: found however somebody wrote them."""

import pytest

from accord.core.errors import Invalid, Missing
from accord.people import editing, finding, phones
from accord.people.contacts import caller_for
from accord.people.meant import meant_by_phone
from accord.people.models import Person
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+372 5555 0101", "+37255550101"),
        ("00372 5555-0101", "+37255550101"),
        ("(02) 987.65/43", "029876543"),
        ("+359\u00a0888 123 456", "+359888123456"),
        ("112", "112"),
    ],
)
def test_a_number_is_its_digits(written: str, number: str) -> None:
    assert phones.plain(written) == number


@pytest.mark.parametrize("written", ["", "12", "phone", "+", "1+2345", "1" * 21, "++37255550101"])
def test_what_is_no_number_is_said_to_be_none(written: str) -> None:
    with pytest.raises(Invalid):
        phones.plain(written)


def test_who_phones_again_is_known_however_the_number_was_written(world: World) -> None:
    hannah = world.hannah
    editing.change(hannah, by=world.ieva, phone="00372 (5555) 01-01")
    for written in ("+372 5555 0101", "0037255550101", "+372/5555.0101"):
        assert caller_for(written) == caller_for(written, "hannah WHITFIELD") == hannah
    assert caller_for("5555 0101").pk != hannah.pk  # of which country nobody said
    hannah.is_active = False
    hannah.save()
    finding.keep(hannah)
    assert caller_for("+372 5555 0101").pk != hannah.pk


def test_two_who_share_a_number_are_told_apart_by_their_names(world: World) -> None:
    shop = caller_for("+371 2000 0000")
    assert (shop.name, shop.email, shop.phone, shop.shown_name) == ("", "", "+371 2000 0000", "+371 2000 0000")
    assert caller_for("+371 2000 0000", "Anna") == shop  # who had no name has one
    assert Person.objects.get(pk=shop.pk).name == "Anna"
    other = caller_for("+371 2000 0000", "Jānis")
    assert other.pk != shop.pk
    assert caller_for("+371 2000 0000") == shop  # the one known longest
    assert caller_for("+371 2000 0000", "jānis") == other


def test_a_name_alone_is_somebody_new_each_time_and_nothing_is_nobody(world: World) -> None:
    assert caller_for("", "Hannah Whitfield").pk != world.hannah.pk
    with pytest.raises(Missing):
        caller_for(" ", " ")


def test_agents_are_no_callers(world: World) -> None:
    editing.change(world.ieva, by=world.ieva, phone="+372 5555 0102")
    assert caller_for("+372 5555 0102").pk != world.ieva.pk
    assert [each.phone for each in meant_by_phone("+3725555")] == ["+372 5555 0102"]
