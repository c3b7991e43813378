"""Thanks on the pages: why, one key after them, and overruling; the second No on Today; being away."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from accord.core import clock
from accord.people import absences
from accord.people.models import Person
from accord.tickets import assigning, confirming, replying, resolving
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.world import World, agent


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def ieva(world: World) -> Client:
    return signed_in(world.ieva)


def answered(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=world.ieva)
    return ticket


def hers(world: World, ticket: Ticket, text: str, *marks: str) -> Message:
    return receive(ticket, Words(text=text, marks=list(marks)), by=world.hannah, address="hannah@example.com")


def page(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.code}/").content.decode()


def test_thanks_say_which_words_made_them_so_and_one_key_resolves(world: World, ieva: Client) -> None:
    ticket = answered(world)
    hers(world, ticket, "It works now, thank you <3", "courtesy")
    shown = page(ieva, ticket)
    assert "“works”, “thank you”" in shown
    assert 'form="after-thanks" data-key="y"' in shown and 'name="more"' in shown and 'name="only"' not in shown
    answer = ieva.post(f"/tickets/{ticket.code}/thanks/")
    ticket.refresh_from_db()
    assert (answer.status_code, ticket.state) == (303, State.RESOLVED)
    after = page(ieva, ticket)
    assert "The customer said thanks and asked for nothing more." in after and 'data-key="y"' not in after


def test_both_ways_by_a_click(world: World, ieva: Client) -> None:
    ticket = answered(world)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    message = hers(world, ticket, "Thank you, even the penguins dance.")
    shown = page(ieva, ticket)
    assert f'name="only" value="{message.pk}"' in shown and "Only thanks" not in shown
    ieva.post(f"/tickets/{ticket.code}/courtesy/", {"only": message.pk})
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    shown = page(ieva, ticket)
    assert "An agent said so, or the customer pressed a button." in shown and "this is resolved again" in shown
    ieva.post(f"/tickets/{ticket.code}/courtesy/", {"more": message.pk})
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN
    assert "more than thanks, so this is open again" in page(ieva, ticket)


def test_nothing_is_offered_to_who_may_not_answer(world: World, ieva: Client) -> None:
    ticket = answered(world)
    message = hers(world, ticket, "Thanks", "courtesy")
    rita = signed_in(agent("Rita", reader=world.support))
    shown = page(rita, ticket)
    assert "Only thanks" in shown and 'name="more"' not in shown and 'data-key="y"' not in shown
    assert rita.post(f"/tickets/{ticket.code}/courtesy/", {"more": message.pk}).status_code == 403
    assert ieva.post(f"/tickets/{ticket.code}/courtesy/", {"more": "999999"}).status_code == 404
    assert ieva.post(f"/tickets/{ticket.code}/courtesy/").status_code == 404


def test_a_first_message_is_not_doubted(world: World, ieva: Client) -> None:
    assert 'name="only"' not in page(ieva, world.ticket())


def test_a_second_no_stands_on_the_supervisors_today(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    for _ in range(2):
        resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
        confirming.say_not_solved(ticket, voice=Voice(world.hannah))
    tiina = signed_in(world.tiina)
    assert "Hannah Whitfield has said No 2 times." in tiina.get("/").content.decode()
    assert "has said No" not in ieva.get("/").content.decode()
    assert "The customer has said No 2 times. The supervisors are told." in page(tiina, ticket)
    replying.reply(ticket, Words(text="I look at it myself."), by=world.tiina)
    assert "has said No" not in tiina.get("/").content.decode()


def test_an_agent_writes_that_he_is_away(world: World, ieva: Client) -> None:
    until = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    card = {"name": "Ieva", "language": "en", "time_zone": "UTC", "keys_on": "on"}
    answer = ieva.post("/settings/profile/", {**card, "away_until": until, "away_reason": "Sea"})
    assert answer.status_code in (302, 303)
    found = absences.away(world.ieva.pk)
    assert found is not None and found.until.strftime("%Y-%m-%dT%H:%M") == until and found.reason == "Sea"
    assert f'value="{until}"' in ieva.get("/settings/profile/").content.decode()
    assigning.assign(ticket := world.ticket(), world.ieva, by=world.tiina)
    assert "away until" in ieva.get(f"/tickets/{ticket.code}/dialogs/").content.decode()
    assert "away until" in signed_in(world.tiina).get("/inbox/dialogs/").content.decode()
    omar = signed_in(world.omar)
    assert "away until" in omar.get("/settings/people/").content.decode()
    past = ieva.post("/settings/profile/", {**card, "name": "Other", "away_until": "2020-01-01T08:00"})
    assert past.status_code == 422 and "within a year from now" in past.content.decode()
    world.ieva.refresh_from_db()
    assert world.ieva.name == "Ieva"  # nothing of the form is half taken
    ieva.post("/settings/profile/", card)
    assert absences.away(world.ieva.pk) is None


def test_an_administrator_writes_it_for_him(world: World) -> None:
    omar = signed_in(world.omar)
    until = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    card = {"name": "Ieva", "role": "agent", f"level-{world.support.pk}": "solver"}
    omar.post(f"/settings/people/{world.ieva.pk}/", {**card, "away_until": until})
    assert absences.away(world.ieva.pk) is not None
    shown = omar.get(f"/settings/people/{world.ieva.pk}/").content.decode()
    assert "wrote that this person is away until" in shown
