"""The No that must be heard (DOMAIN 7.14)."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.events.models import Event
from accord.people import absences
from accord.people.models import Membership
from accord.people.rights import access_of
from accord.people.system import system
from accord.tickets import assigning, confirming, hearing, leaving, rejudging, replying, resolving
from accord.tickets.checking import problems
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import State, Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.world import World, agent, kinds


def resolved(world: World, ticket: Ticket | None = None) -> Ticket:
    ticket = ticket or world.ticket()
    if ticket.assignee_id is None:
        assigning.assign(ticket, world.ieva, by=world.tiina)
    replying.reply(ticket, Words(text="Hold the button."), by=world.tiina)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.tiina)
    return ticket


def no(world: World, ticket: Ticket) -> None:
    confirming.say_not_solved(ticket, voice=Voice(world.hannah), resolution_id=ticket.resolution_id)
    ticket.refresh_from_db()


def away(world: World) -> None:
    absences.leave_until(world.ieva, clock.now() + timedelta(days=3), by=world.ieva)


def elsewhere(world: World) -> None:
    Membership.objects.filter(person=world.ieva).delete()


def test_7_14_a_no_for_an_agent_who_is_there_stays_his(world: World) -> None:
    ticket = resolved(world)
    no(world, ticket)
    assert (ticket.state, ticket.assignee) == (State.OPEN, world.ieva)


@pytest.mark.parametrize(("leaves", "because"), [(away, "assignee_away"), (elsewhere, "assignee_elsewhere")])
def test_7_14_a_no_returns_to_the_department_at_once(world: World, leaves: object, because: str) -> None:
    ticket = resolved(world)
    leaves(world)  # type: ignore[operator]
    no(world, ticket)
    assert (ticket.state, ticket.assignee, ticket.to_solve) == (State.OPEN, None, True)
    assert ticket.last_agent == world.tiina and ticket.waiting_since is not None  # who answered last
    event = Event.objects.order_by("-id")[0]
    assert (event.kind, event.actor_id) == ("ticket.assigned", system().pk)
    assert (event.data["before"], event.data["because"]) == (world.ieva.pk, because)
    assert list(problems(deep=True)) == []


def test_7_14_the_last_agent_is_kept_where_nobody_has_answered(world: World) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.tiina)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.tiina)
    away(world)
    no(world, ticket)
    assert (ticket.assignee, ticket.last_agent) == (None, world.ieva)


def test_7_14_an_agent_whose_access_ended_hears_nothing(world: World) -> None:
    ticket = resolved(world)
    confirming.say_solved(ticket, voice=Voice(world.hannah), resolution_id=ticket.resolution_id)
    leaving.leave(world.ieva, by=world.omar)  # what is closed stays his
    ticket.refresh_from_db()
    assert ticket.assignee == world.ieva
    confirming.take_back(ticket, voice=Voice(world.hannah))
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and ticket.assignee is None
    assert Event.objects.order_by("-id")[0].data["because"] == "assignee_gone"


def test_7_14_so_does_a_reply_and_what_an_agent_calls_more_than_thanks(world: World) -> None:
    first, second = resolved(world), resolved(world)
    away(world)
    receive(first, Words(text="It is the same."), by=world.hannah, address="hannah@example.com")
    thanks = receive(
        second, Words(text="Thanks", marks=["courtesy"]), by=world.hannah, address="hannah@example.com"
    )
    assert first.assignee_id is None and second.assignee_id == world.ieva.pk
    rejudging.more_than_thanks(second, thanks, by=world.tiina)
    assert second.assignee_id is None
    assert list(problems(deep=True)) == []


def test_7_14_an_open_ticket_is_not_taken_from_anybody(world: World) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.tiina)
    away(world)
    receive(ticket, Words(text="And one more thing."), by=world.hannah, address="hannah@example.com")
    assert ticket.assignee_id == world.ieva.pk


def test_7_14_an_absence_is_over_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = resolved(world)
    away(world)
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    no(world, ticket)
    assert ticket.assignee == world.ieva


def test_7_14_supervisors_are_told_after_the_second_no(world: World) -> None:
    supervisor = agent("Sven", supervisor=world.support)
    ticket = resolved(world)
    no(world, ticket)
    assert "ticket.said_no_again" not in kinds(ticket)
    resolved(world, ticket)
    no(world, ticket)
    event = Event.objects.get(kind="ticket.said_no_again")
    assert event.data["times"] == 2
    assert set(event.data["people"]) == {world.tiina.pk, supervisor.pk}
    for person in (world.tiina, supervisor, world.omar):
        assert [row.ticket for row in hearing.unheard(access_of(person))] == [ticket]
    assert hearing.unheard(access_of(world.ieva)) == []  # a solver
    assert hearing.unheard(access_of(agent("Bruno", manager=world.billing))) == []
    replying.reply(ticket, Words(text="Tiina here."), by=world.tiina)
    assert hearing.unheard(access_of(world.tiina)) == []  # it waits for us no more
    assert list(problems(deep=True)) == []


def test_7_14_a_yes_taken_back_counts_as_a_no(world: World) -> None:
    ticket = resolved(world)
    no(world, ticket)
    resolved(world, ticket)
    confirming.say_solved(ticket, voice=Voice(world.hannah), resolution_id=ticket.resolution_id)
    confirming.take_back(ticket, voice=Voice(world.hannah))
    assert kinds(ticket)[-1] == "ticket.said_no_again"


def test_7_14_without_a_supervisor_the_owners_are_told(world: World) -> None:
    assert hearing.supervisors(world.billing.pk) == [world.tiina.pk]
    Membership.objects.all().delete()
    assert hearing.supervisors(world.billing.pk) == [world.omar.pk]
