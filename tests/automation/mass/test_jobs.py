"""A mass action does each ticket once, goes on after a kill, can be stopped and undone."""

from typing import Any

import pytest
from django.db import transaction

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs, together, undoing
from accord.automation.models import MassJob, MassTicket
from accord.core import clock
from accord.core.errors import Invalid, Missing, NotFound, NotPossible
from accord.events import outgoing, timers
from accord.events.models import Event, Timer
from accord.tickets import closing, editing, resolving, tagging
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from accord.tickets.telling import reasons_of
from tests.world import World

STEPS = Steps.parse([{"a": "priority", "v": {"priority": "2"}}, {"a": "add_tags", "v": {"tags": ["vip"]}}])


def work(job: MassJob, most: int = 50) -> MassJob:
    for _sweep in range(most):
        if not timers.sweep():
            break
    job.refresh_from_db()
    return job


def tickets(world: World, count: int = 5, **more: Any) -> list[Ticket]:
    return [world.ticket(subject=f"Grinder {number}", **more) for number in range(count)]


def test_each_ticket_is_done_by_its_verbs_with_its_events(world: World) -> None:
    found = tickets(world)
    tagging.tag(found[0], "vip", by=world.ieva)
    job = jobs.start([each.pk for each in found], STEPS, by=world.ieva)
    assert (job.state, job.total) == ("waiting", 5)
    job = work(job)
    assert (job.state, job.done_count, job.refused_count) == ("done", 5, 0)
    for ticket in found:
        ticket.refresh_from_db()
        assert (ticket.priority, ticket.tag_names) == (2, ["vip"])
    event = Event.objects.filter(ticket_id=found[1].pk, kind="ticket.tagged").get()
    assert (event.actor_id, event.data["because"]) == (world.ieva.pk, f"mass:{job.pk}")
    assert reasons_of(event.data) == ["It was done to many tickets at once."]
    again = work(jobs.start([each.pk for each in found], STEPS, by=world.ieva))
    assert (again.done_count, again.same_count) == (0, 5)


def test_what_may_not_be_is_counted_with_its_reason(world: World) -> None:
    mine, other, closed = world.ticket(), world.ticket(department=world.billing), world.ticket()
    resolving.resolve(closed, ready_text("solved", "en"), by=world.ieva)
    closing.close(closed, by=world.ieva, basis="moved")
    job = work(jobs.start([mine.pk, other.pk, closed.pk, 999_999], STEPS, by=world.ieva))
    assert (job.done_count, job.refused_count) == (1, 3)
    assert job.refusals == {"not_found": 2, "closed": 1}
    other.refresh_from_db()
    assert other.priority == 1


def test_a_kill_in_the_middle_loses_nothing_and_does_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tickets(world, 6)
    job = jobs.start([each.pk for each in found], STEPS, by=world.ieva)
    monkeypatch.setattr(jobs, "BATCH", 2)
    real, calls = together.one, [0]

    def dies(*args: Any, **named: Any) -> together.Outcome:
        calls[0] += 1
        if calls[0] == 3:
            raise SystemExit("killed")
        return real(*args, **named)

    monkeypatch.setattr(together, "one", dies)
    monkeypatch.setattr(jobs, "CUT_S", 0.0)  # a ticket a transaction
    with pytest.raises(SystemExit):
        for _sweep in range(9):
            with transaction.atomic():
                timers.sweep()
    monkeypatch.setattr(together, "one", real)
    job = work(job)
    assert (job.state, job.done_count) == ("done", 6)
    assert Event.objects.filter(kind="ticket.tagged", data__because=f"mass:{job.pk}").count() == 6
    assert MassTicket.objects.filter(job=job, outcome="done").count() == 6


def test_it_stops_after_the_batch_that_it_is_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CUT_S", 0.0)
    found = tickets(world, 4)
    job = jobs.start([each.pk for each in found], STEPS, by=world.ieva)
    timers.sweep()
    job = jobs.stop(MassJob.objects.get(pk=job.pk), by=world.ieva)
    job = work(job)
    assert job.state == "stopped" and job.done_count < 4
    assert not Timer.objects.filter(kind=jobs.TIMER).exists()


def test_undoing_gives_back_what_nobody_changed_since(world: World) -> None:
    first, second = tickets(world, 2)
    tagging.tag(first, "old", by=world.ieva)
    steps = [
        {"a": "priority", "v": {"priority": "3"}},
        {"a": "add_tags", "v": {"tags": ["vip"]}},
        {"a": "assign", "v": {"to": str(world.tiina.pk)}},
        {"a": "transfer", "v": {"department": str(world.billing.pk)}},
        {"a": "resolve", "v": {"reason": "solved"}},
    ]
    job = work(jobs.start([first.pk, second.pk], Steps.parse(steps), by=world.tiina))
    assert job.done_count == 2 and jobs.can_undo(job)
    second.refresh_from_db()
    tagging.tag(second, "new", by=world.tiina)
    job = work(jobs.undo(job, by=world.tiina))
    assert (job.state, job.undone_count) == ("undone", 2)
    for ticket, tags in ((first, ["old"]), (second, ["new"])):
        ticket.refresh_from_db()
        state = (ticket.state, ticket.priority, ticket.assignee_id, ticket.department_id, ticket.tag_names)
        assert state == ("open", 1, None, world.support.pk, tags)
    with pytest.raises(NotPossible):
        jobs.undo(job, by=world.tiina)


def test_what_somebody_changed_meanwhile_stays(world: World) -> None:
    ticket = world.ticket()
    job = work(jobs.start([ticket.pk], STEPS, by=world.ieva))
    ticket.refresh_from_db()
    editing.prioritise(ticket, 3, by=world.tiina)
    job = work(jobs.undo(job, by=world.ieva))
    ticket.refresh_from_db()
    assert (job.undone_count, ticket.priority, ticket.tag_names) == (0, 3, [])


def test_what_cannot_be_undone_is_said_before(world: World) -> None:
    steps = Steps.parse(
        [{"a": "note", "v": {"text": "Look"}}, {"a": "add_tags", "v": {"tags": "a"}}, {"a": "purge"}]
    )
    assert undoing.cannot(steps) == ["Add the note “Look”", "Delete it for good and stop"]
    told = undoing.warnings(Steps.parse([{"a": "resolve", "v": {"reason": "solved"}}]))
    assert len(told) == 1 and "Each customer gets the mail" in told[0]
    job = work(
        jobs.start([world.ticket().pk], Steps.parse([{"a": "note", "v": {"text": "Look"}}]), by=world.ieva)
    )
    with pytest.raises(NotPossible):
        jobs.undo(job, by=world.ieva)


def test_nothing_and_what_is_for_rules_only_is_refused(world: World) -> None:
    with pytest.raises(Missing):
        jobs.start([], STEPS, by=world.ieva)
    with pytest.raises(Missing):
        jobs.start([1], Steps(), by=world.ieva)
    with pytest.raises(Invalid):
        jobs.start([1], Steps.parse([{"a": "stop_rules", "v": {}}]), by=world.ieva)
    job = jobs.start([world.ticket().pk], STEPS, by=world.ieva)
    with pytest.raises(NotFound):
        jobs.find(world.tiina, job.pk)
    assert jobs.find(world.omar, job.pk) == job


def test_it_waits_while_nothing_may_leave(world: World) -> None:
    job = jobs.start([world.ticket().pk], STEPS, by=world.ieva)
    outgoing.pause()
    assert work(job).state == "waiting"


def test_old_jobs_lose_their_tickets_and_keep_their_numbers(world: World) -> None:
    job = work(jobs.start([world.ticket().pk], STEPS, by=world.ieva))
    assert jobs.forget_old() == 0
    MassJob.objects.filter(pk=job.pk).update(made_at=clock.now() - jobs.KEPT * 2)
    assert jobs.forget_old() == 1
    job.refresh_from_db()
    assert job.done_count == 1 and not jobs.can_undo(job)
