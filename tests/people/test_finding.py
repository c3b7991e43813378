"""Finding contacts: by any of their words, after each change, at any size by an index."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.core import clock
from accord.people import checking, editing, finding, inviting
from accord.people.contacts import caller_for, contact_for
from accord.people.models import ContactWord, Person
from accord.tickets import merging_people
from tests.tickets.test_plans import plan, statements
from tests.world import World


def names(text: str, most: int = 50) -> set[str]:
    return set(Person.objects.filter(pk__in=finding.find(text, most=most)).values_list("name", flat=True))


@pytest.mark.django_db
def test_by_the_beginning_of_any_word_in_any_order(world: World) -> None:
    contact_for("kristiine.kalnina@firma.example", "Kristīne Kalniņa")
    for text in ("kalnina", "KALNIŅA kri", "kris kal", "kristiine.kal", "kalnina@", "firma.example", "firma"):
        assert names(text) == ({"Kristīne Kalniņa"} if text != "kalnina@" else set()), text
    assert names("Елица") == names("димит") == {"Елица Димитрова"}
    assert names("kalnina hannah") == names("k") == names("") == names("%") == names("__") == set()


@pytest.mark.django_db
def test_what_changes_is_found_as_it_is_now(world: World) -> None:
    anna = caller_for("+371 2000 0000", "Anna")
    assert names("2000 0000") == names("+3712") == names("00371 20") == {"Anna"}
    editing.change(anna, by=world.ieva, name="Anna Bērziņa", phone="+371 2999 9999")
    editing.add_address(anna, "anna@home.example", by=world.ieva)
    assert names("berzina") == names("home.example") == names("29999999") == {"Anna Bērziņa"}
    assert names("2000 0000") == set()
    merging_people.merge(anna, world.hannah, by=world.tiina)
    assert names("home.example") == {"Hannah Whitfield"}
    assert names("berzina") == set(), "who was joined with another is he"
    merging_people.unmerge(anna, by=world.tiina)
    assert names("home.example") == names("berzina") == {"Anna Bērziņa"}


@pytest.mark.django_db
def test_agents_are_not_among_the_customers(world: World) -> None:
    editing.change(world.ieva, by=world.ieva, name="Ieva Whitfield")
    assert names("whitfield") == {"Hannah Whitfield"}


@pytest.mark.django_db
def test_a_customer_who_becomes_an_agent_is_no_customer(world: World) -> None:
    inviting.invite("hannah@example.com", "Hannah Whitfield", by=world.omar, role="agent")
    assert names("whitfield") == set()
    assert list(checking.all_problems(deep=True)) == []


@pytest.mark.django_db
def test_a_word_that_very_many_have_hides_nobody_with_another_one(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding, "CANDIDATES", 5)
    for number in range(8):
        contact_for(f"c{number}@example.org", "Christopher Smith")
    contact_for("zed@example.org", "Christopher Zed")
    assert names("christopher zed") == {"Christopher Zed"}


@pytest.mark.django_db
@pytest.mark.parametrize("deep", [True, False])
def test_who_is_not_found_by_what_is_written_of_him_is_told(world: World, deep: bool) -> None:
    assert list(checking.all_problems(deep=deep)) == []
    ContactWord.objects.filter(person=world.hannah, word="whitfield").delete()
    ContactWord.objects.create(person=world.ieva, word="ieva")
    found = list(checking.all_problems(deep=deep))
    assert [each.partition(" is not")[0] for each in found] == [f"person {world.ieva.pk}", f"person {world.hannah.pk}"]
    editing.change(world.hannah, by=world.ieva, name="Hannah")
    editing.change(world.hannah, by=world.ieva, name="Hannah Whitfield")
    editing.change(world.ieva, by=world.ieva, alias="Ieva from Support")
    assert list(checking.all_problems(deep=deep)) == []


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_words_are_words(name: str, phone: str, address: str) -> None:
    person = Person(kind="contact", name=name, phone=phone)
    words = finding.words_of(person, [address])
    assert len(words) <= finding.MOST_WORDS
    assert all(0 < len(word) <= ContactWord._meta.get_field("word").max_length for word in words)
    assert all(word for word in finding.asked(name + phone + address))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["pers", "person 17", "customer17"])
def test_each_reading_goes_along_an_index_no_further_than_it_may(world: World, text: str) -> None:
    people = Person.objects.bulk_create(
        Person(kind="contact", name=f"Person {n}", created_at=clock.now()) for n in range(3000)
    )
    for each in people:
        finding.begin(each, [f"customer{each.name[7:]}@example.org"])
    with statements() as found:
        assert finding.find(text, most=8)
    sql, params = found[-1]
    lines = [row for _id, _parent, row in plan(sql, params)] if connection.vendor == "sqlite" else _plan(sql, params)
    assert any("contact_word_begins" in line for line in lines), lines
    assert not any("SCAN contact_word" in line or "Seq Scan" in line for line in lines), lines


def _plan(sql: str, params: Sequence[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contact_word")
        cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read whole otherwise
        cursor.execute(f"EXPLAIN {sql}", params)
        return [row[0] for row in cursor.fetchall()]
