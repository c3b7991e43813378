"""The pages of what stays beside the customer: side conversations, watching, internal tickets."""

import pytest
from django.conf import settings
from django.test import Client

from accord.people.models import Person
from accord.tickets import side_conversing, watching
from accord.tickets.models import SideConversation, Ticket
from accord.tickets.writing import Words
from tests.world import World, agent, kinds


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture(autouse=True)
def _nobody_remembers() -> None:
    watching.forget()


def test_a_side_conversation_from_its_first_word_to_its_end(world: World) -> None:
    ticket, client = world.ticket(), browser(world.ieva)
    at = f"/tickets/{ticket.code}/sides/"
    asked = {"to": "bo@example.net; cy@example.net", "subject": "Part", "text": "<b>Have one?</b>", "wakes": "1"}
    assert client.post(at, asked).status_code == 303
    side = SideConversation.objects.get()
    assert (side.to, side.wakes) == (["bo@example.net", "cy@example.net"], True)
    one = f"/sides/{side.pk}/"
    shown = client.get(one).content.decode()
    assert "&lt;b&gt;Have one?" in shown and "bo@example.net, cy@example.net" in shown
    for form in ({"text": "Two?"}, {"then": "end"}, {"then": "take_up"}):
        assert client.post(one, form).status_code == 303
    assert kinds(ticket)[-4:] == ["side.begun", "side.sent", "side.sent", "side.ended"][1:] + ["side.taken_up"]
    assert "waits for an answer" in client.get(at).content.decode()
    assert client.post(one, {"then": "guessed"}).status_code == 422
    assert client.post(at, {"to": "nobody", "text": "x"}).status_code == 422


def test_who_may_not_see_the_ticket_finds_no_side_of_it(world: World) -> None:
    ticket = world.ticket()
    words = Words(text="Have one?")
    side, _message = side_conversing.begin(ticket, "Part", words, by=world.ieva, to=["bo@example.net"])
    bruno, rita = browser(agent("Bruno", solver=world.billing)), browser(agent("Rita", reader=world.support))
    for path in (f"/sides/{side.pk}/", f"/tickets/{ticket.code}/sides/"):
        assert bruno.get(path).status_code == 404
        assert "<form" not in rita.get(path).content.decode()
    assert rita.post(f"/sides/{side.pk}/", {"text": "x"}).status_code == 403


def test_watching_from_the_page_and_by_habit(world: World) -> None:
    ticket, client = world.ticket(), browser(world.ieva)
    at = f"/tickets/{ticket.code}/watch/"
    assert "Nobody watches this yet." in client.get(at).content.decode()
    client.post(at)
    assert "Watch it no more" in client.get(at).content.decode()
    client.post(at, {"undo": "1"})
    assert watching.watchers(ticket.pk) == []
    client.post("/settings/watching/", {"moment": ["replied", "mentioned"]})
    assert watching.habits_of(world.ieva) == {"replied", "mentioned"}
    assert client.get("/settings/watching/").content.decode().count(" checked") == 2


def test_an_internal_ticket_from_the_form_to_the_answer(world: World) -> None:
    client, tiina = browser(world.ieva), browser(world.tiina)
    refused = client.post("/internal/", {"department": world.billing.pk, "subject": "Invoice", "text": ""})
    assert refused.status_code == 422 and 'value="Invoice"' in refused.content.decode()
    client.post("/internal/", {"department": world.billing.pk, "subject": "Invoice", "text": "Paid?"})
    ticket = Ticket.objects.get(channel="internal")
    at = f"/tickets/{ticket.code}/"
    page = client.get(at).content.decode()
    assert "Paid?" in page and "Write inside" in page and 'data-kind="reply"' not in page
    tiina.post(f"{at}messages/", {"kind": "note", "html": "<p>Yes.</p>"})
    ticket.refresh_from_db()
    assert ticket.state == "answered" and "Yes." in client.get(at).content.decode()
    client.post(f"{at}messages/", {"kind": "note", "html": "<p>All?</p>"})
    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert "Invoice" in client.get("/internal/").content.decode()


def test_names_after_an_at_are_those_who_see_the_ticket(world: World) -> None:
    agent("Bruno", solver=world.billing)
    answer = browser(world.ieva).get(f"/tickets/{world.ticket().code}/colleagues/")
    assert answer.json() == {"names": ["Omar", "Tiina"]}
