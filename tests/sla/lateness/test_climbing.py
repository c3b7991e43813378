"""The inward ladder: reminded, told, given to another, proposed to end; each once, and nothing that a level does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accord.core import clock
from accord.core.errors import Invalid, Missing, NotAllowed
from accord.events import timers
from accord.events.models import Event, Timer
from accord.sla import catching_up
from accord.sla.lateness import choosing
from accord.tickets import assigning, editing, receiving, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import LateTicket, Ticket
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, everybody, same
from tests.world import World, agent


@pytest.fixture
def on(world: World) -> World:
    choosing.choose(world.support, by=world.omar, is_on=True)
    return world


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    start = clock.now()
    gone = [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: start + gone[0])

    def go(**span: float) -> None:
        gone[0] += timedelta(**span)
        timers.sweep()

    yield go


def steps(ticket: Ticket) -> list[str]:
    rows = Event.objects.filter(ticket_id=ticket.pk, kind="ticket.late_step").order_by("id")
    return list(rows.values_list("data__step", flat=True))


def told(ticket: Ticket) -> list[list[int]]:
    rows = Event.objects.filter(ticket_id=ticket.pk, kind="agents.notified").order_by("id")
    return list(rows.values_list("data__people", flat=True))


def test_step_by_step_and_each_once(on: World, later: Any) -> None:
    maris = agent("Maris", solver=on.support)
    ticket = on.ticket()
    assigning.assign(ticket, on.ieva, by=on.ieva)
    later(days=6, hours=23)
    assert steps(ticket) == [], "without a level it is late after seven days"
    later(hours=2)
    later(hours=2)
    assert steps(ticket) == ["assignee"] and told(ticket) == [[on.ieva.pk]]
    later(days=1)
    assert steps(ticket)[1:] == ["supervisor"] and told(ticket)[1:] == [[on.tiina.pk]]
    later(days=2)
    ticket.refresh_from_db()
    assert steps(ticket)[2:] == ["another"] and ticket.assignee_id == maris.pk
    later(days=2)
    assert steps(ticket)[3:] == ["propose"] and told(ticket)[2:] == [[maris.pk]]
    assert LateTicket.objects.get().proposed_at is not None
    later(days=30)
    assert len(steps(ticket)) == 4 and not Timer.objects.filter(kind="late").exists()


def test_an_answer_ends_it_and_new_waiting_begins_at_the_foot(on: World, later: Any) -> None:
    ticket = on.ticket()
    later(days=7, hours=1)
    assert steps(ticket) == ["assignee"] and told(ticket) == [[on.tiina.pk]], (
        "nobody has it: the supervisors' business"
    )
    replying.reply(ticket, Words("Soon."), by=on.ieva)
    assert not LateTicket.objects.exists() and not Timer.objects.filter(kind="late").exists()
    receiving.receive(ticket, Words("Where is my grinder?"), by=on.hannah, address="hannah@example.com")
    later(days=7, hours=1)
    assert steps(ticket) == ["assignee", "assignee"]
    resolving.resolve(ticket, ready_text("solved", "en"), by=on.ieva)
    later(days=30)
    assert len(steps(ticket)) == 2


def test_a_higher_priority_is_late_sooner_and_another_department_does_nothing(on: World, later: Any) -> None:
    ticket, other = on.ticket(), on.ticket(department=on.billing)
    editing.prioritise(ticket, 3, by=on.ieva)
    later(hours=22)
    assert steps(ticket) == ["assignee"] and steps(other) == []
    assigning.transfer(ticket, on.billing, by=on.tiina)
    assert not LateTicket.objects.exists()


def test_late_is_what_the_level_says_and_what_it_does_itself_is_not_done_twice(on: World, later: Any) -> None:
    steps_of_level = [{"at": 0, "do": "tell_supervisors"}]
    everybody(on, targets={"first_answer": same(HOUR)}, steps=steps_of_level)
    ticket = on.ticket()
    assigning.assign(ticket, on.ieva, by=on.ieva)
    later(minutes=61)
    assert steps(ticket) == ["assignee"], "late after an hour, not after seven days"
    later(days=1, hours=1)
    assert steps(ticket) == ["assignee"], "the level tells the supervisors by itself"
    later(days=2)
    assert steps(ticket) == ["assignee", "another"]


def test_choosing(world: World) -> None:
    with pytest.raises(NotAllowed):
        choosing.choose(world.support, by=world.tiina, is_on=True)
    with pytest.raises(Invalid, match="comes after"):
        choosing.choose(world.support, by=world.omar, supervisor_h=96)
    with pytest.raises(Missing):
        choosing.choose(world.support, by=world.omar, **dict.fromkeys(choosing.FIELDS[1:]))
    choosing.choose(world.support, by=world.omar, is_on=True, assignee_h=None)
    assert choosing.is_on(world.support.pk) and not choosing.is_on(world.billing.pk)
    assert [step for step, _hours in choosing.steps_of(choosing.rule_of(world.support))][0] == "supervisor"
    choosing.choose(world.support, by=world.omar, is_on=False)
    assert not choosing.anywhere()


def test_a_level_that_is_brought_to_older_tickets_moves_the_ladder_with_it(on: World, later: Any) -> None:
    """Nothing happens to the ticket: no event tells that its answer is due in an hour, and no longer in seven days."""
    ticket = on.ticket()
    assigning.assign(ticket, on.ieva, by=on.ieva)
    everybody(on, targets={"first_answer": same(HOUR)})
    catching_up.start(by=on.omar)
    later(seconds=1)
    later(hours=3)
    assert steps(ticket) == ["assignee"]
