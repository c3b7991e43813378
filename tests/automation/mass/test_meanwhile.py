"""What others do to the tickets of a mass action while it runs, and before it is undone."""

from typing import Any

import pytest

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs, together
from accord.automation.models import MassJob
from accord.core import records
from accord.people.rights import access_of
from accord.tickets import assigning, checking, editing, receiving, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Postponement, State, Ticket
from accord.tickets.statuses import choosing, shaping
from accord.tickets.writing import Words
from tests.automation.mass.test_jobs import STEPS, work
from tests.world import World, agent


def undone(job: MassJob, world: World) -> MassJob:
    return work(jobs.undo(work(job), by=world.tiina))


def test_what_another_did_after_it_was_read_is_not_taken_back(world: World) -> None:
    """Tickets are read some at a time; on PostgreSQL others change them until their turn comes."""
    read = world.ticket()
    editing.rename(Ticket.objects.get(pk=read.pk), "Grinder of 2019", by=world.ieva)
    found = together.one(read, STEPS, by=world.ieva, access=access_of(world.ieva))
    assert found.before is not None and set(found.before) == {"priority", "tag_names"}


def test_what_another_does_while_it_is_undone_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = world.ticket()
    job = work(jobs.start([ticket.pk], STEPS, by=world.tiina))
    real = records.by_ids

    def by_ids(model: Any, ids: Any) -> Any:
        rows = real(model, ids)
        editing.prioritise(Ticket.objects.get(pk=ticket.pk), 0, by=world.ieva)
        return rows

    monkeypatch.setattr(records, "by_ids", by_ids)
    job = undone(job, world)
    ticket.refresh_from_db()
    assert (ticket.priority, job.undone_count) == (0, 0)


def test_a_department_and_an_agent_are_both_given_back(world: World) -> None:
    """Moving it back takes it from the agent who cannot answer there."""
    bob = agent("Bob", solver=world.billing)
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.ieva)
    moved = Steps.parse([{"a": "transfer", "v": {"department": str(world.billing.pk), "to": str(bob.pk)}}])
    job = work(jobs.start([ticket.pk], moved, by=world.tiina))
    ticket.refresh_from_db()
    assert (ticket.department, ticket.assignee) == (world.billing, bob)
    job = undone(job, world)
    ticket.refresh_from_db()
    assert (ticket.department, ticket.assignee, job.undone_count) == (world.support, world.ieva, 1)


def test_what_was_resolved_anew_by_somebody_stays_resolved(world: World) -> None:
    ticket = world.ticket()
    job = work(
        jobs.start([ticket.pk], Steps.parse([{"a": "resolve", "v": {"reason": "solved"}}]), by=world.tiina)
    )
    ticket.refresh_from_db()
    receiving.receive(ticket, Words(text="It still stops."), by=world.hannah, address=world.hannah.email)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    job = undone(job, world)
    ticket.refresh_from_db()
    assert (ticket.state, job.undone_count) == (State.RESOLVED, 0)


@pytest.mark.parametrize(
    "step", [{"a": "postpone", "v": {"seconds": 86400}}, {"a": "resolve", "v": {"reason": "solved"}}]
)
def test_nobody_begins_to_wait_because_it_is_undone(world: World, step: dict[str, Any]) -> None:
    """What waited for its customer waits for him again, and is nothing to solve."""
    answered, waits = world.ticket(), world.ticket()
    replying.reply(answered, Words(text="Clean it."), by=world.ieva)
    job = undone(jobs.start([answered.pk, waits.pk], Steps.parse([step]), by=world.tiina), world)
    for ticket in (answered, waits):
        ticket.refresh_from_db()
    assert (answered.state, answered.to_solve, answered.resolution_id, job.undone_count) == ("answered", False, None, 2)
    assert waits.state in ("new", "open") and waits.to_solve
    assert list(checking.problems(deep=True)) == []


def test_who_wrote_while_it_was_postponed_is_not_hidden_by_undoing(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    steps = Steps.parse([{"a": "postpone", "v": {"seconds": 86400}}])
    job = work(jobs.start([ticket.pk], steps, by=world.tiina))
    Postponement.objects.filter(ticket=ticket).update(stay=True)
    receiving.receive(ticket, Words(text="I did."), by=world.hannah, address=world.hannah.email)
    undone(job, world)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.to_solve) == ("open", True)


def test_a_status_of_the_teams_own_comes_back_with_its_state(world: World) -> None:
    parts, other = (shaping.make("open", {"en": name}, by=world.omar) for name in ("Waits for parts", "Other"))
    moved, chosen = world.ticket(), world.ticket()
    for ticket in (moved, chosen):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
        receiving.receive(ticket, Words(text="I did."), by=world.hannah, address=world.hannah.email)
        choosing.choose(ticket, parts.pk, by=world.ieva)
    undone(jobs.start([moved.pk], Steps.parse([{"a": "postpone", "v": {"seconds": 86400}}]), by=world.tiina), world)
    both = [{"a": "set_status", "v": {"status": str(other.pk)}}, {"a": "priority", "v": {"priority": "3"}}]
    undone(jobs.start([chosen.pk], Steps.parse(both), by=world.tiina), world)
    for ticket in (moved, chosen):
        ticket.refresh_from_db()
    assert (moved.state, moved.status_id) == ("open", parts.pk)
    assert (chosen.status_id, chosen.priority) == (other.pk, 1)  # that a status is set cannot be undone, and is said so
