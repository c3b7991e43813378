"""Who is meant by first letters: by address, by name, at any size by an index."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection

from accord.core import clock
from accord.people.contacts import contact_for
from accord.people.meant import MOST, meant
from accord.people.models import Address, Company, Person
from tests.tickets.test_plans import plan, statements
from tests.world import World

pytestmark = pytest.mark.django_db


def addresses(letters: str) -> list[str]:
    return [each.email for each in meant(letters)]


def test_by_the_beginning_of_an_address_or_a_name(world: World) -> None:
    world.hannah.company = Company.objects.create(name="Whitfield Café", created_at=clock.now())
    world.hannah.save()
    found = meant("HAN")
    assert [(each.email, each.name, each.company) for each in found] == [
        ("hannah@example.com", "Hannah Whitfield", "Whitfield Café")
    ]
    assert addresses("hannah whit") == addresses("  Hannah   Whitfield ") == ["hannah@example.com"]
    assert addresses("ели") == addresses("Елица") == ["elitsa@example.com"]
    assert addresses("whitfield") == addresses("example.com") == []


def test_too_few_letters_mean_nobody_and_signs_of_patterns_mean_themselves(world: World) -> None:
    contact_for("a_b%c@example.com", "100% Wool")
    contact_for("axbyc@example.com", "100 Wool")
    assert addresses("h") == addresses(" ") == []
    assert addresses("a_b") == ["a_b%c@example.com"]
    assert addresses("100%") == ["a_b%c@example.com"]
    assert addresses("%%") == addresses("__") == addresses("\\\\") == []


def test_only_contacts_that_are_there_each_address_once(world: World) -> None:
    contact_for("ieva.customer@example.org", "Ieva")
    gone = contact_for("ieva.gone@example.org", "Ieva")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert addresses("ieva") == ["ieva.customer@example.org"]  # neither the agent nor who is gone


def test_no_more_than_a_form_can_show(world: World) -> None:
    for number in range(MOST + 4):
        contact_for(f"many{number:02}@example.org", "Many")
    assert addresses("many") == [f"many{number:02}@example.org" for number in range(MOST)]


@pytest.mark.parametrize(("letters", "readings"), [("p1", 1), ("person 1", 3)])
def test_each_reading_goes_along_an_index_no_further_than_a_form_can_show(
    world: World, letters: str, readings: int
) -> None:
    _many()
    with statements() as found:
        assert len(meant(letters)) == MOST
    assert len(found) == readings  # by address, by the name as it was written, by the name with its capitals
    sql, params = found[-1]
    if connection.vendor == "sqlite":
        lines = [text for _id, _parent, text in plan(sql, params)]
        assert "email>? AND email<?" in lines[0] or "name>? AND name<?" in lines[0], lines
    else:
        lines = _postgresql_plan(sql, params)
        assert any("~>=~" in line and "Index Cond" in line for line in lines), lines
    assert not any("SCAN" in line or "Sort" in line or "B-TREE" in line for line in lines), lines


def _many() -> None:
    rows = [
        Person(kind="contact", name=f"Person {number}", email=f"p{number}@example.org", created_at=clock.now())
        for number in range(3000)
    ]
    people = Person.objects.bulk_create(rows)
    Address.objects.bulk_create(Address(person=each, email=each.email) for each in people)


def _postgresql_plan(sql: str, params: Sequence[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE person, address, company")
        cursor.execute(f"EXPLAIN {sql}", params)
        return [row[0] for row in cursor.fetchall()]
