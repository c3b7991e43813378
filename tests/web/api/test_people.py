"""Contacts, agents, departments, and oneself."""

from typing import Any

import pytest

from accord.core import options
from accord.people import editing
from accord.people.contacts import by_address
from accord.people.models import Person
from accord.tickets.later import wishing
from tests.web.api.caller import Caller
from tests.world import World


def test_contacts_are_listed_and_found(world: World, ieva: Caller) -> None:
    editing.add_address(world.hannah, "h.whitfield@example.org", by=world.ieva)
    names = [each["name"] for each in ieva.get("/contacts")["contacts"]]
    assert names == ["Елица Димитрова", "Hannah Whitfield"]
    found = ieva.get("/contacts?email=H.Whitfield@example.org")["contacts"]
    assert [(each["id"], each["addresses"]) for each in found] == [
        (world.hannah.pk, ["hannah@example.com", "h.whitfield@example.org"])
    ]
    assert [each["id"] for each in ieva.get("/contacts?q=hann")["contacts"]] == [world.hannah.pk]
    first = ieva.get("/contacts?limit=1")
    assert [each["id"] for each in ieva.get(f"/contacts?cursor={first['next']}")["contacts"]] == [world.hannah.pk]


def test_a_contact_is_added_once(world: World, ieva: Caller) -> None:
    body = {"email": "Maris@example.com", "name": "Māris", "language": "lv", "company": "Ozols SIA", "phone": "+371 2"}
    got = ieva.post("/contacts", body)
    assert (got.status, got["email"], got["company"]) == (201, "maris@example.com", "Ozols SIA")
    assert ieva.get(f"/contacts/{got['id']}").body == got.body
    again = ieva.post("/contacts", body)
    assert (again.status, again.key) == (409, "conflict")
    assert str(got["id"]) in again["detail"]


def test_a_contact_changes_whole_or_not_at_all(world: World, ieva: Caller) -> None:
    path = f"/contacts/{world.hannah.pk}"
    assert ieva.patch(path, {"phone": "112", "time_zone": "Europe/Riga"})["time_zone"] == "Europe/Riga"
    assert ieva.patch(path, {"name": "Anna", "language": "xx"}).fields == {"language": "invalid"}
    assert ieva.get(path)["name"] == "Hannah Whitfield"
    assert ieva.patch(path, {"company": "Whitfield Ltd"})["company"] == "Whitfield Ltd"
    assert ieva.patch(path, {"company": ""})["company"] is None


def test_a_contact_with_wrong_words_is_not_added(world: World, ieva: Caller) -> None:
    assert ieva.post("/contacts", {"email": "new@example.com", "time_zone": "Mars/Olympus"}).status == 422
    assert by_address("new@example.com") is None


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 20])
def test_numbers_that_are_none(ieva: Caller, number: str) -> None:
    assert ieva.get(f"/contacts/{number}").status == 422


def test_agents_are_no_contacts(world: World, ieva: Caller) -> None:
    for person in (world.tiina, Person(pk=999)):
        assert ieva.get(f"/contacts/{person.pk}").status == 404
        assert ieva.patch(f"/contacts/{person.pk}", {"name": "X"}).status == 404


def test_departments_agents_and_me(world: World, ieva: Caller, tiina: Caller) -> None:
    mine = ieva.get("/departments")["departments"]
    assert [each["name"] for each in mine] == ["Support"]
    assert "reply" in mine[0]["rights"]
    assert "purge" not in mine[0]["rights"]
    assert [each["name"] for each in tiina.get("/departments")["departments"]] == ["Support", "Billing"]
    agents: list[dict[str, Any]] = ieva.get("/agents")["agents"]
    assert {each["name"]: each["departments"] for each in agents} == {
        "Ieva": [world.support.pk], "Tiina": [world.support.pk, world.billing.pk], "Omar": [],
    }  # fmt: skip
    me = ieva.get("/me")
    assert (me["person"]["email"], me["scopes"]) == ("ieva@example.com", ["all"])
    options.put("tickets.undo_s", 10)
    wishing.wish(world.tiina, 5)
    said = [(me["undo_s"], me["undo_chosen"]) for me in (ieva.get("/me"), tiina.get("/me"))]
    assert said == [(10, False), (5, True)]
