"""Older tickets: left alone until a person has seen their number; then reminded first, in batches, little by little."""

from datetime import timedelta

import pytest

from accord.core import options
from accord.core.errors import Conflict, NotAllowed, NotPossible
from accord.events.models import Event, Timer
from accord.people.contacts import contact_for
from accord.tickets import resolving, tagging
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Silence, SilenceRound, State, Ticket
from accord.tickets.silence import catching_up, checking, ladder
from tests.tickets.silence.days import Days
from tests.world import World


def resolved(world: World, **more: object) -> Ticket:
    ticket = world.ticket(**more)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    return ticket


def test_a_rule_speaks_of_what_comes_after_it(days: Days) -> None:
    before = resolved(days.world)
    days.days(1)
    days.rule()
    days.days(40)
    assert days.steps(before) == [] and list(checking.problems(0, 99)) == []
    assert catching_up.older(days.world.support, ladder.RESOLVED) == 1
    assert catching_up.older(days.world.support, ladder.ANSWERED) == 0
    assert catching_up.older(days.world.billing, ladder.RESOLVED) == 0


def test_older_ones_begin_with_a_reminder(days: Days) -> None:
    world = days.world
    old, kept, silent, open_one = resolved(world), resolved(world), world.ticket(), world.ticket()
    tagging.tag(kept, "keep-open", by=world.ieva)
    resolving.resolve(silent, Explanation("solved"), by=world.tiina, silent=True)
    days.days(100)
    days.rule()
    job = catching_up.start(world.support, ladder.RESOLVED, by=world.omar)
    assert job.total == 2  # the one to be kept open is seen only when its turn comes
    begun = days.now
    days.days(30)
    assert days.steps(old) == [
        ("ticket.reminded", begun), ("ticket.reminded", begun + timedelta(days=3)),
        ("ticket.closed", begun + timedelta(days=4)),
    ]  # fmt: skip
    assert [days.steps(ticket) for ticket in (kept, silent, open_one)] == [[], [], []]
    job.refresh_from_db()
    assert job.ended_at is not None and (job.begun, job.stopped) == (1, False)
    assert Event.objects.filter(kind="department.silence_round").count() == 1


def test_it_goes_in_batches_and_can_be_stopped(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "RANGE", 3)
    tickets = [resolved(days.world) for _ in range(10)]
    days.rule()
    catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.omar)
    with pytest.raises(Conflict):
        catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.omar)
    for timer in Timer.objects.filter(kind=catching_up.TIMER):
        catching_up.go_on(timer)
        catching_up.go_on(timer)
    begun = Silence.objects.count()
    assert 0 < begun < len(tickets)
    catching_up.stop(days.world.support, by=days.world.omar)
    days.days(1)
    assert Silence.objects.count() == begun
    job = SilenceRound.objects.get()
    assert (job.stopped, job.begun) == (True, begun)
    catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.omar)
    days.days(1)
    assert Silence.objects.count() == len(tickets) and list(checking.problems(0, 99)) == []


def test_who_may_begin_it_and_when(days: Days) -> None:
    with pytest.raises(NotPossible):
        catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.omar)
    days.rule()
    with pytest.raises(NotAllowed):
        catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.tiina)


def test_a_thousand_do_not_leave_at_once(days: Days) -> None:
    options.put("tickets.silence_per_minute", 2)
    people = [contact_for(f"customer{number}@example.org") for number in range(30)]
    tickets = [resolved(days.world, requester=person) for person in people]
    days.rule()
    catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.omar)
    days.days(2)
    times = sorted(at for ticket in tickets for _kind, at in days.steps(ticket))
    assert len(times) == len(tickets)
    for place in range(len(times) - 8):
        assert times[place + 8] - times[place] >= timedelta(
            minutes=1
        )  # the first few at once, then two a minute


def test_older_ones_that_could_not_be_told_only_show(days: Days) -> None:
    ticket = resolved(days.world)
    Ticket.objects.filter(pk=ticket.pk).update(undelivered=True)
    days.rule()
    catching_up.start(days.world.support, ladder.RESOLVED, by=days.world.omar)
    days.days(30)
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED and days.steps(ticket) == []
