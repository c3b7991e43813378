"""Contacts by their phone numbers: found however somebody wrote them, at any size by an index."""

import pytest
from django.db import connection

from accord.core import clock
from accord.core.errors import Invalid, Missing
from accord.people import phones
from accord.people.contacts import caller_for
from accord.people.meant import MOST, meant_by_phone
from accord.people.models import Person
from tests.tickets.test_plans import plan, statements
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
    hannah.phone = "00372 (5555) 01-01"
    hannah.save()
    for written in ("+372 5555 0101", "0037255550101", "+372/5555.0101"):
        assert caller_for(written) == caller_for(written, "hannah WHITFIELD") == hannah
    assert caller_for("5555 0101").pk != hannah.pk  # of which country nobody said
    Person.objects.filter(pk=hannah.pk).update(is_active=False)
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
    world.ieva.phone = "+372 5555 0102"
    world.ieva.save()
    assert caller_for("+372 5555 0102").pk != world.ieva.pk
    assert [each.phone for each in meant_by_phone("+3725555")] == ["+372 5555 0102"]


def test_who_is_meant_by_the_first_digits(world: World) -> None:
    Person.objects.filter(pk=world.hannah.pk).update(phone="00372 5555 0101")
    caller_for("+372 5555 0999", "Anna")
    found = [(each.name, each.email, each.phone) for each in meant_by_phone("+372 5555")]
    assert found == [
        ("Anna", "", "+372 5555 0999"),
        ("Hannah Whitfield", "hannah@example.com", "00372 5555 0101"),
    ]
    assert [each.name for each in meant_by_phone("003725555 09")] == ["Anna"]
    assert meant_by_phone("+37") == meant_by_phone("Anna") == meant_by_phone("") == []


@pytest.mark.parametrize("asks", ["callers", "meant"])
def test_each_reading_goes_along_the_index(world: World, asks: str) -> None:
    Person.objects.bulk_create(
        Person(kind="contact", name=f"Person {n}", phone=f"+372 55{n:06}", created_at=clock.now()) for n in range(3000)
    )
    with statements() as found:
        assert len(phones.callers("+372 55000007") if asks == "callers" else meant_by_phone("+372 55")) in (1, MOST)
    for sql, params in found:
        if connection.vendor == "sqlite":
            lines = [text for _id, _parent, text in plan(sql, params)]
        else:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE person")
                cursor.execute(f"EXPLAIN {sql}", params)
                lines = [row[0] for row in cursor.fetchall()]
        assert any("person_phone" in line for line in lines), lines
        assert not any("SCAN" in line or "Seq Scan on person" in line for line in lines), lines
