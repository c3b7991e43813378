"""Warnings before a clock is due and what follows after it: once each, by verbs, at their moment."""

from datetime import datetime
from typing import Any

import pytest

from accord.events import outgoing, timers
from accord.events.models import Event, Timer
from accord.people.models import Person
from accord.sla import choosing, setting_up, stepping, steps
from accord.sla.models import Clock
from accord.sla.steps import Deed
from accord.tickets import assigning, editing, replying
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, level, running
from tests.world import World, kinds

WARN = {"at": -900, "do": "tell_assignee"}
LATE = {"at": 0, "do": "tell_supervisors"}


def told(ticket: Ticket) -> list[list[int]]:
    rows = Event.objects.filter(ticket_id=ticket.pk, kind__contains="notified").order_by("id")
    return [row.data["people"] for row in rows]


def mine(world: World, **more: Any) -> Ticket:
    with at(MONDAY):
        ticket = world.ticket(**more)
        assigning.assign(ticket, world.ieva, by=world.tiina)
    return ticket


def test_domain_4_7_a_forgotten_ticket_reaches_its_supervisor(world: World) -> None:
    """Point 7 of what users ask for: first the agent is reminded, then the supervisor, then it is given to her."""
    everybody(world, steps=[WARN, LATE, {"at": HOUR, "do": "give_supervisor"}, {"at": HOUR, "do": "raise"}])
    ticket = mine(world)
    with at(later(minutes=44)):
        assert stepping.sweep() == 0
    with at(later(minutes=45)):
        assert stepping.sweep() == 1
        assert stepping.sweep() == 0
    assert told(ticket) == [[world.ieva.pk]]
    with at(later(minutes=61)):
        stepping.sweep()
        stepping.sweep()
    assert told(ticket)[1:] == [[world.tiina.pk]]
    with at(later(minutes=121)):
        stepping.sweep()
        stepping.sweep()
        stepping.sweep()
    ticket.refresh_from_db()
    assert (ticket.assignee_id, ticket.priority) == (world.tiina.pk, 2)
    given = Event.objects.filter(ticket_id=ticket.pk, kind="ticket.assigned").latest("id")
    assert given.data["because"].startswith("sla:")
    assert kinds(ticket).count("sla.overdue") == 3 and kinds(ticket).count("sla.due_soon") == 1
    with at(later(days=3)):
        assert stepping.sweep() == 0  # all is done once


def test_an_answer_in_time_ends_all_steps(world: World) -> None:
    everybody(world, steps=[WARN, LATE])
    ticket = mine(world)
    with at(later(minutes=10)):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    with at(later(hours=5)):
        assert stepping.sweep() == 0
    assert told(ticket) == []


def test_a_warning_that_comes_too_late_is_left_out(world: World) -> None:
    everybody(world, steps=[WARN, LATE])
    ticket = mine(world)
    with at(later(hours=9)):  # nobody swept for hours
        while stepping.sweep():
            pass
    assert told(ticket) == [[world.tiina.pk]]
    assert "sla.due_soon" not in kinds(ticket)
    event = Event.objects.filter(ticket_id=ticket.pk, kind__contains="notified").latest("id")
    assert datetime.fromisoformat(event.data["due"]) == later(minutes=60)  # mails of it come together


def test_what_nobody_holds_is_the_supervisors_business(world: World) -> None:
    everybody(world, steps=[WARN])
    with at(MONDAY):
        ticket = world.ticket()
    with at(later(minutes=50)):
        stepping.sweep()
    assert told(ticket) == [[world.tiina.pk]]


def test_each_is_told_in_his_language(world: World) -> None:
    everybody(world, steps=[WARN])
    Person.objects.filter(pk=world.ieva.pk).update(time_zone="Europe/Sofia")
    ticket = mine(world)
    with at(later(minutes=50)):
        stepping.sweep()
    text = Event.objects.filter(ticket_id=ticket.pk, kind__contains="notified").latest("id").words["text"]
    assert text.startswith("The first answer is due on ") and "11" in text


def test_nothing_is_done_while_nothing_may_leave(world: World) -> None:
    everybody(world, steps=[LATE])
    ticket = mine(world)
    outgoing.pause()
    with at(later(hours=2)):
        assert stepping.sweep() == 0
    assert told(ticket) == []


def test_a_step_that_fails_is_tried_again_and_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody(world, steps=[LATE])
    ticket = mine(world)
    good = steps.DEEDS["tell_supervisors"]

    def fails(_ticket: Ticket, _call: steps.Call) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(steps.DEEDS, good.key, Deed(good.key, good.label, fails))
    with at(later(hours=2)):
        stepping.sweep()
    timer = Timer.objects.get(kind=stepping.TIMER)
    assert running(ticket)["first_answer"].look_at is None
    assert Clock.objects.get(pk=timer.subject_id).steps_done == 0
    monkeypatch.setitem(steps.DEEDS, good.key, good)
    with at(later(hours=3)):
        stepping.try_again(timer)
    assert told(ticket) == [[world.tiina.pk]]


def test_steps_of_another_level_are_taken_though_more_were_taken_before(world: World) -> None:
    """The level before warned twice; the breach of this one is told all the same, and no warning again."""
    everybody(world, steps=[{"at": -1800, "do": "tell_assignee"}, WARN])
    other = level(world, "Other", steps=[WARN, LATE, {"at": HOUR, "do": "give_supervisor"}])
    ticket = mine(world)
    for minutes in (31, 46):
        with at(later(minutes=minutes)):
            stepping.sweep()
    assert told(ticket) == [[world.ieva.pk]] * 2
    with at(later(minutes=50)):
        choosing.set_level(ticket, other.pk, by=world.omar)
        assert stepping.sweep() == 0
    with at(later(minutes=61)):
        stepping.sweep()
    assert told(ticket)[2:] == [[world.tiina.pk]]


@pytest.mark.parametrize(
    "steps", [[LATE], [WARN, LATE], [{"at": -3000, "do": "tell_assignee"}, {"at": -1800, "do": "raise"}, WARN, LATE]]
)
def test_steps_that_come_or_go_while_a_clock_runs_leave_the_others_as_they_are(
    world: World, steps: list[dict[str, Any]]
) -> None:
    made = everybody(world, steps=[WARN, LATE])
    ticket = mine(world)
    with at(later(minutes=46)):
        stepping.sweep()
        setting_up.save_level(made, by=world.omar, name="Standard", hours=None, targets=made.targets, steps=steps)
        while timers.sweep():
            pass
        assert stepping.sweep() == 0
    assert told(ticket) == [[world.ieva.pk]]
    with at(later(minutes=61)):
        assert stepping.sweep() == 1
    assert told(ticket)[1:] == [[world.tiina.pk]]
    ticket.refresh_from_db()
    assert ticket.priority == 1


def test_a_step_that_failed_waits_for_its_clock_where_it_was_moved_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = {"first_answer": [3 * HOUR, HOUR, HOUR, HOUR]}
    everybody(world, steps=[{"at": 0, "do": "give_supervisor"}], targets=targets)
    ticket = mine(world)
    good = steps.DEEDS["give_supervisor"]

    def fails(_ticket: Ticket, _call: steps.Call) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(steps.DEEDS, good.key, Deed(good.key, good.label, fails))
    with at(later(minutes=61)):
        stepping.sweep()
    monkeypatch.setitem(steps.DEEDS, good.key, good)
    with at(later(minutes=61, seconds=30)):
        editing.prioritise(ticket, 0, by=world.ieva)  # has three hours
    with at(later(minutes=63)):
        timers.sweep()
    ticket.refresh_from_db()
    assert ticket.assignee_id == world.ieva.pk
    with at(later(minutes=181)):
        stepping.sweep()
    ticket.refresh_from_db()
    assert ticket.assignee_id == world.tiina.pk
