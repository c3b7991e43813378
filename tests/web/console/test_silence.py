"""Silence in the console: chosen by department, shown on the ticket, stopped by a button."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.events.models import Event
from accord.tickets import receiving, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import SilenceRound, SilenceRule, Ticket
from accord.tickets.silence import catching_up
from accord.tickets.writing import Words
from tests.tickets.silence.days import Days, passing
from tests.world import World

CHOSEN = {
    "resolved_on": "on", "answered_days": "7", "first_day": "3", "last_day": "6", "close_day": "7", "from_hour": "9",
    "to_hour": "17", **{f"weekday_{day}": "on" for day in range(1, 6)},
}  # fmt: skip


@pytest.fixture
def days(world: World, settings: Any) -> Iterator[Days]:
    with passing(world, settings) as running:
        yield running


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def resolved(world: World) -> Ticket:
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    return ticket


def line_of(client: Client, ticket: Ticket) -> str:
    found = re.search(
        r'<form class="silence.*?</form>', client.get(f"/tickets/{ticket.code}/").content.decode(), re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_department_chooses(days: Days, omar: Client) -> None:
    page = omar.get("/settings/silence/").content.decode()
    assert page.count("Nothing closes by itself.") == 2
    address = f"/settings/silence/{days.world.support.pk}/"
    assert 'name="resolved_on" checked' not in omar.get(address).content.decode()
    assert omar.post(address, CHOSEN).status_code == 303
    rule = SilenceRule.objects.get()
    assert (rule.resolved_on, rule.answered_on, rule.weekdays) == (True, False, "12345")
    page = omar.get("/settings/silence/").content.decode()
    assert "A resolved ticket is asked about again on day 3 and 6, and closes on day 7." in page
    shown = omar.get(address).content.decode()
    assert 'name="resolved_on" checked' in shown and "changed what happens when customers are silent" in shown


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("close_day", "5", "Closing comes after the last reminder."),
        ("first_day", "soon", "Write a whole number."),
        ("answered_days", "0", "Write a number of days from 1 to 90."),
        ("to_hour", "8", "Write full hours"),
    ],
)
def test_what_makes_no_sense_stands_beside_its_field(
    world: World, omar: Client, field: str, value: str, sentence: str
) -> None:
    answer = omar.post(f"/settings/silence/{world.support.pk}/", {**CHOSEN, field: value})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not SilenceRule.objects.exists()


def test_without_a_weekday_nothing_could_ever_happen(world: World, omar: Client) -> None:
    form = {name: value for name, value in CHOSEN.items() if not name.startswith("weekday")}
    answer = omar.post(f"/settings/silence/{world.support.pk}/", form)
    assert answer.status_code == 422 and "Choose one weekday at least." in answer.content.decode()


def test_older_tickets_are_counted_before_anything_happens_to_them(days: Days, omar: Client) -> None:
    for _ in range(3):
        resolved(days.world)
    days.rule()
    address = f"/settings/silence/{days.world.support.pk}/older/"
    page = omar.get(f"{address}?rule=resolved").content.decode()
    assert "There are 3 older resolved tickets." in page and "Begin with 3 tickets" in page
    assert not SilenceRound.objects.exists()
    assert omar.post(address, {"rule": "resolved"}).status_code == 303
    page = omar.get(f"/settings/silence/{days.world.support.pk}/").content.decode()
    assert "0 of 3 older tickets are on their way." in page
    assert omar.post(f"{address}stop/").status_code == 303
    assert SilenceRound.objects.get().stopped
    omar.post(address, {"rule": "resolved"})
    days.days(1)
    page = omar.get(f"/settings/silence/{days.world.support.pk}/").content.decode()
    assert "3 older tickets began." in page
    assert catching_up.older(days.world.support, "resolved") == 0


def test_the_ticket_says_where_it_stands_and_can_be_kept_open(days: Days, ieva: Client) -> None:
    days.rule()
    ticket = resolved(days.world)
    assert (
        line_of(ieva, ticket) == "Counts the days of silence as soon as the last mail has arrived. Keep open"
    )
    days.work()
    assert line_of(ieva, ticket) == (
        "Reminders on 26 Nov and 29 Nov, closes on 30 Nov, unless the customer writes. Keep open"
    )
    days.days(4)
    assert (
        line_of(ieva, ticket)
        == "Last reminder on 29 Nov, closes on 30 Nov, unless the customer writes. Keep open"
    )
    days.days(2)
    assert line_of(ieva, ticket) == "Closes on 30 Nov, unless the customer writes. Keep open"
    assert ieva.post(f"/tickets/{ticket.code}/tags/", {"add": "keep-open"}).status_code == 303
    assert line_of(ieva, ticket) == "Does not close by itself: it has the tag “keep-open”. Let it close"
    assert ieva.post(f"/tickets/{ticket.code}/tags/", {"remove": "keep-open"}).status_code == 303
    receiving.receive(
        ticket, Words(text="It still stops."), by=days.world.hannah, address="hannah@example.com"
    )
    assert line_of(ieva, ticket) == ""


def test_a_ticket_that_no_rule_can_speak_of_costs_no_statement(days: Days, ieva: Client) -> None:
    ticket = days.world.ticket()

    def statements() -> int:
        ieva.get(f"/tickets/{ticket.code}/")
        with CaptureQueriesContext(connection) as found:
            ieva.get(f"/tickets/{ticket.code}/")
        return len(found)

    before = statements()
    days.rule()
    assert statements() == before
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    with CaptureQueriesContext(connection) as found:
        ieva.get(f"/tickets/{ticket.code}/")
    assert len([each for each in found if "silence" in each["sql"]]) == 1


@pytest.mark.parametrize(
    ("outcome", "words"), [("reached", "reached the customer"), ("not-reached", "without reaching")]
)
def test_a_call_is_logged(world: World, ieva: Client, outcome: str, words: str) -> None:
    ticket = world.ticket()
    answer = ieva.post(f"/tickets/{ticket.code}/calls/", {"outcome": outcome, "note": "She <is> away."})
    assert answer.status_code == 303
    page = ieva.get(f"/tickets/{ticket.code}/").content.decode()
    assert words in page and "She &lt;is&gt; away." in page
    assert Event.objects.get(kind="call.logged").words == {"note": "She <is> away."}


def test_a_call_without_an_outcome_is_refused(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    assert ieva.post(f"/tickets/{ticket.code}/calls/", {"note": "Hm"}).status_code >= 400
    assert not Event.objects.filter(kind="call.logged").exists()
