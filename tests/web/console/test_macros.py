"""Macros on a ticket's page and in Settings: picked, previewed, sent with the answer, edited."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accord.automation.macros import making
from accord.automation.macros.making import Wording
from accord.automation.models import Macro
from accord.events.models import Event
from accord.tickets.models import Message, State, Ticket
from tests.world import World, kinds

STEPS = [{"a": "priority", "v": {"priority": "2"}}]
WORDS = Wording(
    "Billing::Refund", keyword="refund", texts={"en": "<p>Hi {contact.first_name}</p>"}, steps=STEPS
)


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def send(client: Client, ticket: Ticket, *macros: Macro, **more: Any) -> str:
    form = {
        "kind": "reply",
        "html": "<p>Hello</p>",
        "to": "hannah@example.com",
        "macro": [each.pk for each in macros],
    }
    answer = client.post(f"/tickets/{ticket.code}/messages/", {**form, **more})
    ticket.refresh_from_db()
    return answer.headers.get("Location", "").partition("did=")[2]


def test_the_picker_has_the_most_used_first_and_what_each_would_do(world: World, ieva: Client) -> None:
    first, ticket = making.make(replace(WORDS, name="Aaa", keyword=""), by=world.ieva), world.ticket()
    macro = making.make(WORDS, by=world.ieva)
    assert [each["title"] for each in ieva.get(f"/tickets/{ticket.code}/macros/").json()["macros"]] == [
        "Aaa",
        "Refund",
    ]
    assert send(ieva, ticket, macro) == "replied"
    found = ieva.get(f"/tickets/{ticket.code}/macros/").json()["macros"]
    assert found[0] == {
        "id": macro.pk, "title": "Refund", "folder": "Billing", "keyword": "refund", "text": True, "steps": 1,
    }  # fmt: skip
    shown = ieva.get(f"/tickets/{ticket.code}/macros/{first.pk}/").json()
    assert shown["html"] == "<p>Hi Hannah</p>"
    assert shown["changes"] == [{"sentence": "Set the priority to High", "problem": ""}]


def test_changes_go_with_the_answer_and_name_their_macro(world: World, ieva: Client) -> None:
    macro, ticket = making.make(WORDS, by=world.ieva), world.ticket()
    assert send(ieva, ticket, macro) == "replied"
    assert (ticket.state, ticket.priority) == (State.ANSWERED, 2)
    event = Event.objects.get(ticket_id=ticket.pk, kind="ticket.prioritised")
    assert (event.data["because"], event.actor_id) == (f"macro:{macro.pk}", world.ieva.pk)


def test_an_answer_that_is_refused_changes_nothing(world: World, ieva: Client) -> None:
    macro, ticket = making.make(WORDS, by=world.ieva), world.ticket()
    assert send(ieva, ticket, macro, html="") == ""
    assert (ticket.priority, kinds(ticket)) == (1, ["ticket.opened"])


@pytest.mark.parametrize("more", [{}, {"then": "resolve"}])
def test_a_macro_that_resolves_asks_in_the_answer_itself(world: World, ieva: Client, more: dict[str, str]) -> None:
    """For its own reason, also where the agent presses "Send and resolve"."""
    steps = [{"a": "resolve", "v": {"reason": "moved"}}, *STEPS]
    macro, ticket = making.make(replace(WORDS, steps=steps), by=world.ieva), world.ticket()
    assert send(ieva, ticket, macro, **more) == "resolved"
    assert (ticket.state, ticket.priority) == (State.RESOLVED, 2)
    resolved = Event.objects.get(ticket_id=ticket.pk, kind="ticket.resolved")
    assert resolved.data["reason"] == "moved" and resolved.data["message"] == Message.objects.latest("id").pk


def test_what_was_refused_of_it_is_said(world: World, ieva: Client) -> None:
    steps = [{"a": "assign", "v": {"to": str(world.omar.pk)}}, *STEPS]
    macro, ticket = making.make(replace(WORDS, steps=steps), by=world.ieva), world.ticket()
    world.omar.is_active = False
    world.omar.save()
    assert send(ieva, ticket, macro) == "macro-partly"
    assert ticket.priority == 2
    assert b"not every change" in ieva.get(f"/tickets/{ticket.code}/?did=macro-partly").content


def test_its_changes_alone_and_with_a_note(world: World, ieva: Client) -> None:
    macro, ticket = making.make(WORDS, by=world.ieva), world.ticket()
    answer = ieva.post(f"/tickets/{ticket.code}/macros/{macro.pk}/")
    assert answer.headers["Location"].endswith("did=macro")
    ticket.refresh_from_db()
    assert (ticket.priority, kinds(ticket)) == (2, ["ticket.opened", "ticket.prioritised"])
    assert send(ieva, ticket, macro, kind="note") == "noted"
    assert kinds(ticket)[2:] == ["note.added"]


def test_somebody_elses_macro_is_not_there(world: World, ieva: Client) -> None:
    macro, ticket = making.make(WORDS, by=world.tiina), world.ticket()
    assert ieva.get(f"/tickets/{ticket.code}/macros/{macro.pk}/").status_code == 404
    assert send(ieva, ticket, macro) == "replied" and ticket.priority == 1
    assert ieva.get(f"/settings/macros/{macro.pk}/").status_code == 404


FORM = {
    "name": "Refund", "whose": "me", "into": "reply", "active": "on", "position": "0", "text-en": "Hi {contact.name}",
    "text-bg-html": "<p>Здравейте <b>{contact.name}</b></p>", "steps": ["7", "3", "9"],
    "steps-3-a": "postpone", "steps-3-seconds": "2", "steps-3-seconds-u": "3600",
    "steps-7-a": "add_tags", "steps-7-tags": "a, b", "steps-9-a": "",
}  # fmt: skip


def test_a_macro_is_made_and_changed_by_a_form(world: World, ieva: Client) -> None:
    made = ieva.post("/settings/macros/new/", FORM)
    macro = Macro.objects.get()
    assert made.headers["Location"].startswith(f"/settings/macros/{macro.pk}/")
    assert macro.texts == {"en": "<p>Hi {contact.name}</p>", "bg": "<p>Здравейте <b>{contact.name}</b></p>"}
    assert macro.steps == [
        {"a": "add_tags", "v": {"tags": ["a", "b"]}},
        {"a": "postpone", "v": {"seconds": 7200}},
    ]
    page = ieva.get(f"/settings/macros/{macro.pk}/").content.decode()
    assert 'value="a, b"' in page and 'name="steps-1-seconds" inputmode="numeric" value="2"' in page
    ieva.post(f"/settings/macros/{macro.pk}/", {**FORM, "name": "Money", "steps": []})
    macro.refresh_from_db()
    assert (macro.name, macro.steps) == ("Money", [])
    assert "Money" in ieva.get("/settings/macros/").content.decode()
    ieva.post(f"/settings/macros/{macro.pk}/removal/")
    assert "No macro yet" in ieva.get("/settings/macros/").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text-en": "{contact.nme}"}, "Did you mean {contact.name}?"),
        ({"steps-3-seconds": "soon"}, "Write a whole number."),
        ({"whose": "departments"}, "Choose at least one department."),
        ({"whose": "departments", "departments": "1000"}, "only for departments that you supervise"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_words_stay(
    world: World, ieva: Client, change: dict[str, str], sentence: str
) -> None:
    answer = ieva.post("/settings/macros/new/", {**FORM, **change})
    page = answer.content.decode()
    assert answer.status_code in (403, 422) and sentence in page
    assert answer.status_code == 403 or "Здравейте" in page
    assert not Macro.objects.exists()


def test_the_preview_shows_a_real_ticket_and_lets_nothing_bad_through(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    words = {**FORM, "text-en-html": "<p>Hi {contact.name}<script>alert(1)</script></p>", "text-bg-html": ""}
    page = ieva.post("/settings/macros/preview/", {**words, "preview-ticket": ticket.code}).content.decode()
    assert "Hi Hannah Whitfield" in page and "Postpone it for 2 hours" in page and "<script" not in page
    page = ieva.post("/settings/macros/preview/", {**FORM, "steps-3-seconds": ""}).content.decode()
    assert "Hi Hannah" in page and "Add the tags a, b" in page and "is missing" in page, "what is whole is shown"
    page = ieva.post("/settings/macros/preview/", {**FORM, "preview-ticket": "K7Q-000-000"}).content.decode()
    assert "no ticket with this code" in page
