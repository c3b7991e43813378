"""The page of the customers: found, paged, added."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accord.core import clock
from accord.people import editing
from accord.people.contacts import by_address, caller_for, contact_for
from accord.people.models import Company, Membership, Person
from accord.web.console import customers
from tests.tickets.test_plans import plan, statements
from tests.world import World

PAGE = "/people/"


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def ieva(world: World) -> Client:
    return browser(world.ieva)


def read(client: Client, query: str = "", **headers: str) -> str:
    return client.get(f"{PAGE}{query}", headers=headers).content.decode()


def test_all_of_them_and_whom_words_find(world: World, ieva: Client) -> None:
    company = Company.objects.create(name="Whitfield Café", created_at=clock.now())
    editing.move_to_company(world.hannah, "Whitfield Café", by=world.ieva)
    editing.add_address(world.hannah, "hannah@home.example", by=world.ieva)
    whole = read(ieva)
    assert "Hannah Whitfield" in whole and "Елица Димитрова" in whole and "+1</span>" in whole
    assert "Tiina" not in whole.partition('id="customers"')[2], "colleagues are no customers"
    found = read(ieva, "?q=whitf")
    assert f"/people/{world.hannah.pk}/" in found and f"/companies/{company.pk}/" in found
    assert "Елица" not in found
    assert "Nobody is found by that." in read(ieva, "?q=nobody")


def test_a_script_is_given_the_list_alone(world: World, ieva: Client) -> None:
    part = read(ieva, "?q=elitsa", **{"HX-Request": "true"})
    assert "Елица Димитрова" in part and "<html" not in part


def test_a_page_after_the_other_shows_everybody_once(world: World, ieva: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(customers, "PAGE", 3)
    made = [contact_for(f"c{number}@example.org", f"Customer {number}") for number in range(5)]
    seen: list[int] = []
    query = ""
    for _page in range(3):
        page = read(ieva, query)
        seen += [each.pk for each in [*made, world.hannah, world.elitsa] if f'/people/{each.pk}/"' in page]
        number = page.partition('href="?before=')[2].partition('"')[0]
        query = f"?before={number}"
    assert sorted(seen) == sorted(each.pk for each in [*made, world.hannah, world.elitsa])
    assert "There are more" in read(ieva, "?q=customer")
    assert read(ieva, "?before=nonsense").count("/people/") == read(ieva).count("/people/")


@pytest.mark.parametrize(
    "given", [{"name": "Anna"}, {"phone": "+371 2000 0000"}, {"name": "Anna", "address": "Anna@Home.example"}]
)
def test_somebody_new_is_added_by_what_is_known(world: World, ieva: Client, given: dict[str, str]) -> None:
    answer = ieva.post(PAGE, {"name": "", "address": "", "phone": "", **given})
    person = Person.objects.order_by("-id")[0]
    assert (answer.status_code, answer["Location"]) == (303, f"/people/{person.pk}/")
    assert (person.name, person.phone) == (given.get("name", ""), given.get("phone", ""))
    assert person.email == given.get("address", "").lower()


def test_who_is_known_is_shown_and_left_as_he_is(world: World, ieva: Client) -> None:
    anna = caller_for("+371 2000 0000", "Anna")
    before = Person.objects.count()
    for given in ({"phone": "00371 20000000"}, {"phone": "+37120000000", "name": "ANNA"}):
        assert ieva.post(PAGE, given)["Location"] == f"/people/{anna.pk}/"
    hannahs = {"address": "HANNAH@example.com", "name": "Somebody", "phone": "+371 2000 0001"}
    assert ieva.post(PAGE, hannahs)["Location"] == f"/people/{world.hannah.pk}/"
    world.hannah.refresh_from_db()
    assert (world.hannah.name, world.hannah.phone, Person.objects.count()) == ("Hannah Whitfield", "", before)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Write who it was"),
        ({"address": "nobody"}, "Write one mail address"),
        ({"phone": "call me"}, "Write one phone number"),
        ({"address": "new@example.org", "phone": "call me"}, "Write one phone number"),
    ],
)
def test_what_cannot_be_added_is_said_and_stays_in_the_form(
    world: World, ieva: Client, given: dict[str, str], sentence: str
) -> None:
    answer = ieva.post(PAGE, given)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert all(f'value="{value}"' in answer.content.decode() for value in given.values())
    assert by_address("new@example.org") is None


def test_who_may_only_read_adds_nobody(world: World) -> None:
    Membership.objects.filter(person=world.ieva).update(level="reader")
    reader = browser(world.ieva)
    assert "New customer" not in read(reader)
    assert reader.post(PAGE, {"name": "Anna"}).status_code == 403


@pytest.mark.parametrize("query", ["", "?before=900000"])
def test_a_page_of_all_sorts_nobody(world: World, ieva: Client, query: str) -> None:
    Person.objects.bulk_create(
        Person(kind="contact", name=f"Customer {number}", created_at=clock.now()) for number in range(2000)
    )
    with statements() as asked:
        read(ieva, query)
    sql, params = next(each for each in asked if 'FROM "person"' in each[0] and "ORDER BY" in each[0])
    if connection.vendor == "sqlite":
        lines = [text for _id, _parent, text in plan(sql, params)]
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE person")
            cursor.execute(f"EXPLAIN {sql}", params)
            lines = [row[0] for row in cursor.fetchall()]
    assert not any("TEMP B-TREE" in line or "Sort" in line for line in lines), lines
