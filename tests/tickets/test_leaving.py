"""Who answers in a department no more keeps nothing of it: see also `tests/people/test_employing.py`."""

from collections.abc import Callable
from typing import Any

import pytest

from accord.core import clock
from accord.events import timers
from accord.events.models import Event, Timer
from accord.people import employing
from accord.people.models import Membership
from accord.people.models.person import Role
from accord.tickets import assigning, leaving
from accord.tickets.models import Ticket
from accord.tickets.telling import reasons_of
from tests.world import World


def his(world: World) -> tuple[Ticket, Ticket]:
    """A ticket of each department, both of Ieva, who may answer in both."""
    employing.change_levels(
        world.ieva, {world.support.pk: "solver", world.billing.pk: "solver"}, by=world.omar
    )
    both = world.ticket(), world.ticket(department=world.billing)
    for ticket in both:
        assigning.assign(ticket, world.ieva, by=world.omar)
    return both


def back(ticket: Ticket) -> bool:
    """Whether the ticket is nobody's, and its history says why."""
    ticket.refresh_from_db()
    event = Event.objects.filter(ticket_id=ticket.pk, kind="ticket.assigned").order_by("id").last()
    assert event is not None
    return ticket.assignee_id is None and event.data.get("because") == "assignee_elsewhere"


@pytest.mark.parametrize("level", ["", "reader"])
def test_who_answers_in_a_department_no_more_gives_its_tickets_back(world: World, level: str) -> None:
    support, billing = his(world)
    employing.change_levels(
        world.ieva, {world.support.pk: "manager", world.billing.pk: level}, by=world.omar
    )
    timers.sweep()
    assert back(billing) and not back(support)
    event = Event.objects.filter(ticket_id=billing.pk, kind="ticket.assigned").order_by("id").last()
    assert event is not None and event.actor_id == world.omar.pk
    assert reasons_of(event.data) == ["The agent no longer answers in this department."]


def test_an_administrator_who_becomes_an_agent_keeps_what_he_may_answer(world: World) -> None:
    employing.change_role(world.tiina, Role.ADMIN, by=world.omar)
    Membership.objects.filter(person=world.tiina, department=world.billing).delete()
    kept, lost = world.ticket(), world.ticket(department=world.billing)
    for ticket in (kept, lost):
        assigning.assign(ticket, world.tiina, by=world.tiina)
    employing.change_role(world.tiina, Role.AGENT, by=world.omar)
    timers.sweep()
    assert back(lost) and not back(kept)


@pytest.mark.parametrize(
    "change",
    [
        lambda world: employing.change_levels(
            world.ieva, {world.support.pk: "supervisor", world.billing.pk: "solver"}, by=world.omar
        ),
        lambda world: employing.change_role(world.ieva, Role.ADMIN, by=world.omar),
    ],
)
def test_who_may_more_than_before_keeps_all(world: World, change: Callable[[World], Any]) -> None:
    support, billing = his(world)
    timers.sweep()
    change(world)
    timers.sweep()
    assert not back(support) and not back(billing)


def test_many_go_back_batch_by_batch_and_late_ones_a_minute_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "BATCH", 2)
    his(world)
    found = [world.ticket(department=world.billing) for _ in range(4)]
    Ticket.objects.filter(pk__in=[each.pk for each in found]).update(assignee=world.ieva)
    employing.change_levels(world.ieva, {world.support.pk: "solver"}, by=world.omar)
    assert timers.sweep() == 1
    theirs = Ticket.objects.filter(assignee=world.ieva, department=world.billing)
    assert theirs.count() == 3
    for _batch in range(2):
        timers.sweep()
    assert not theirs.exists()
    Ticket.objects.filter(pk=found[0].pk).update(assignee=world.ieva)  # by who had not heard of it yet
    begun = clock.now()
    with clock.running(lambda: begun + leaving.ONCE_MORE):
        timers.sweep()
    assert not theirs.exists()
    assert not Timer.objects.filter(kind=leaving.TIMER).exists()
