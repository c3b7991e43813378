"""Time spent on tickets."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accord.core import clock
from accord.core.errors import Invalid, NotAllowed, NotFound, NotPossible
from accord.events.models import Event
from accord.people.rights import access_of
from accord.tickets import closing, discarding, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import RunningTime, TimeEntry
from accord.tickets.seeing import scope_of
from accord.tickets.spending import entries, running, sums
from tests.world import World, kinds

Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Time goes on by so much."""

    def go_on(span: timedelta) -> None:
        then = clock.now() + span
        monkeypatch.setattr(clock, "now", lambda: then)

    return go_on


def test_the_clock_beside_a_ticket_writes_down_what_ran(world: World, later: Later) -> None:
    ticket = world.ticket()
    running.start(ticket, by=world.ieva)
    later(timedelta(minutes=12))
    running.start(ticket, by=world.ieva)  # it runs already
    later(timedelta(minutes=3))
    entry = running.stop(by=world.ieva, note="Called the maker").entry
    assert entry is not None
    assert (entry.seconds, entry.person_id, entry.note) == (15 * 60, world.ieva.pk, "Called the maker")
    assert not RunningTime.objects.exists()
    assert running.stop(by=world.ieva).entry is None
    assert kinds(ticket)[-1] == "time.spent"


def test_an_agent_has_one_clock(world: World, later: Later) -> None:
    first, second = world.ticket(), world.ticket()
    running.start(first, by=world.ieva)
    running.start(first, by=world.tiina)
    later(timedelta(minutes=5))
    running.start(second, by=world.ieva)
    assert sums.on(first).seconds == 300
    assert [each.person_id for each in sums.on(first).running] == [world.tiina.pk]
    assert running.since_on(second, world.ieva) == clock.now()


def test_a_clock_that_was_forgotten_is_cut(world: World, later: Later) -> None:
    running.start(world.ticket(), by=world.ieva)
    later(timedelta(days=3))
    stopped = running.stop(by=world.ieva)
    assert stopped.cut and stopped.entry is not None and stopped.entry.seconds == 24 * 3600


def test_a_clock_may_be_stopped_after_its_ticket_closed(world: World, later: Later) -> None:
    ticket = world.ticket()
    running.start(ticket, by=world.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="customer_said_so", how="He called.")
    version = ticket.version
    later(timedelta(minutes=1))
    assert running.stop(by=world.ieva).entry is not None
    ticket.refresh_from_db()
    assert (ticket.state, ticket.version) == ("closed", version)


def test_time_by_hand_is_summed_for_each_agent(world: World) -> None:
    ticket = world.ticket()
    entries.spend(ticket, 600, by=world.ieva)
    entries.spend(ticket, 300, by=world.ieva, day=date(2026, 11, 2))
    entries.spend(ticket, 1200, by=world.tiina, person=world.ieva)
    entries.spend(ticket, 60, by=world.tiina)
    spent = sums.on(ticket)
    assert spent.seconds == 2160
    assert spent.by_person == [(world.ieva, 2100), (world.tiina, 60)]


def test_a_correction_keeps_what_stood_before(world: World) -> None:
    ticket = world.ticket()
    entry = entries.spend(ticket, 600, by=world.ieva, note="Looked")
    entries.correct(ticket, entry.pk, by=world.ieva, seconds=900)
    entries.correct(ticket, entry.pk, by=world.ieva, seconds=900)
    told = Event.objects.get(kind="time.corrected")
    assert (told.data["before"], told.data["seconds"]) == (600, 900)
    assert told.words == {"note": "Looked", "note_before": "Looked"}
    entries.remove(ticket, entry.pk, by=world.tiina)
    assert Event.objects.get(kind="time.removed").data["seconds"] == 900
    assert not TimeEntry.objects.exists()


def test_others_time_is_a_supervisor_s(world: World) -> None:
    ticket = world.ticket()
    entry = entries.spend(ticket, 600, by=world.tiina)
    with pytest.raises(NotAllowed):
        entries.correct(ticket, entry.pk, by=world.ieva, seconds=1)
    with pytest.raises(NotAllowed):
        entries.spend(ticket, 60, by=world.ieva, person=world.tiina)
    with pytest.raises(NotAllowed):
        entries.spend(ticket, 60, by=world.hannah)
    with pytest.raises(NotFound):
        entries.correct(world.ticket(), entry.pk, by=world.tiina, seconds=1)


@pytest.mark.parametrize("seconds", [0, -5, 24 * 3600 + 1])
def test_time_has_bounds(world: World, seconds: int) -> None:
    ticket = world.ticket()
    with pytest.raises(Invalid):
        entries.spend(ticket, seconds, by=world.ieva)
    with pytest.raises(Invalid):
        entries.spend(ticket, 60, by=world.ieva, day=clock.now().date() + timedelta(days=2))
    discarding.delete(ticket, by=world.ieva)
    with pytest.raises(NotPossible):
        entries.spend(ticket, 60, by=world.ieva)


def test_a_period_tells_what_the_reader_may_see(world: World) -> None:
    here, there = world.ticket(), world.ticket(department=world.billing)
    entries.spend(here, 60, by=world.ieva, day=date(2026, 11, 2))
    entries.spend(there, 120, by=world.tiina, day=date(2026, 11, 3))
    entries.spend(here, 240, by=world.tiina, day=date(2026, 11, 9))

    def seen(who: str, first: int, last: int) -> list[int]:
        scope = scope_of(access_of(getattr(world, who)))
        rows = sums.between(scope, date(2026, 11, first), date(2026, 11, last))
        return [each.seconds for each in rows]

    assert seen("ieva", 1, 30) == [60, 240]
    assert seen("tiina", 1, 3) == seen("omar", 1, 3) == [60, 120]
    assert [e.seconds for e in sums.between(scope_of(access_of(world.omar)), date(2026, 11, 1), date(2026, 11, 30),
                                            person=world.tiina)] == [120, 240]  # fmt: skip
