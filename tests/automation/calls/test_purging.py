"""Requests about a ticket that was deleted for good are gone, also the one that a worker is just sending."""

import pytest

from accord.automation.calls import asking, calling
from accord.automation.models import HttpCall
from accord.core import outgoing_http
from accord.core.outgoing_http import Answer
from accord.people.system import system
from accord.tickets import discarding
from accord.tickets.models import Ticket
from tests.world import World


def asked(ticket: Ticket) -> HttpCall:
    url = "https://hooks.example.com/?about=grinder"
    return asking.ask(ticket, "POST", url, by=system(), headers={"X-Subject": "grinder"}, body="the grinder stops")


def purge(ticket: Ticket, world: World) -> None:
    discarding.delete(ticket, by=world.omar)
    discarding.purge(Ticket.objects.get(pk=ticket.pk), by=world.omar)


def test_they_go_with_the_ticket(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    calls = [asked(ticket), asked(ticket), asked(other)]
    HttpCall.objects.filter(pk=calls[0].pk).update(state="done", answer="the grinder, noted")
    purge(ticket, world)
    assert list(HttpCall.objects.values_list("pk", flat=True)) == [calls[2].pk]


def test_one_that_is_under_way_does_not_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = world.ticket()
    asked(ticket)

    def answers(*_asked: object, **_more: object) -> Answer:
        purge(ticket, world)
        return Answer(400, b"the grinder?")

    monkeypatch.setattr(outgoing_http, "call", answers)
    assert calling.carry_out() == 1
    assert not HttpCall.objects.exists()
