"""PostgreSQL: who wants several tickets takes them in one order, or two of them would wait for each other for ever."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accord.automation.actions.steps import Steps
from accord.automation.macros import applying
from accord.automation.mass import jobs, together
from accord.automation.models import Macro, MassJob
from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.people.rights import access_of
from accord.tickets import merging, tagging
from accord.tickets.later import changing, sending
from accord.tickets.later.kept import Answer
from accord.tickets.lifecycle import locked
from accord.tickets.models import Tag, Ticket
from accord.tickets.tags import renaming
from accord.tickets.writing import Words
from tests.automation.mass.test_jobs import STEPS, work
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
HELD_S = 0.4  # for so long one transaction gives the other time to come in between


@pytest.fixture
def world(transactional_db: None) -> World:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    return make_world()


class Between:
    """Somebody who takes tickets in the order of ids, the second one when the other transaction has changed that."""

    def __init__(self, first: Ticket, second: Ticket) -> None:
        self.both = sorted((first.pk, second.pk))
        self.held, self.came = threading.Event(), threading.Event()
        self.raised: list[Exception] = []

    def __call__(self) -> None:
        try:
            with transaction.atomic(), locked(Ticket(pk=self.both[0])):
                self.held.set()
                self.came.wait(HELD_S)
                with locked(Ticket(pk=self.both[1])):
                    pass
        except Exception as error:  # shown by the test
            self.raised.append(error)
        finally:
            connection.close()


def beside(between: Between, act: Callable[[], Any]) -> Any:
    """What `act` gives, done while the other one holds his first ticket; neither may fail."""
    thread = threading.Thread(target=between)
    thread.start()
    assert between.held.wait(5)
    found = act()
    thread.join()
    assert between.raised == []
    return found


def noticing(monkeypatch: pytest.MonkeyPatch, between: Between) -> None:
    """The other one goes on when the second ticket is being changed."""
    real = Steps.run

    def run(steps: Steps, act: Any) -> Any:
        done = real(steps, act)
        if act.ticket.pk == between.both[1]:
            between.came.set()
        return done

    monkeypatch.setattr(Steps, "run", run)


def test_a_mass_action_in_the_order_of_its_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = world.ticket(), world.ticket()
    job = jobs.start([second.pk, first.pk], STEPS, by=world.ieva)
    between = Between(first, second)
    noticing(monkeypatch, between)
    beside(between, lambda: work(job))
    assert (MassJob.objects.get().state, MassJob.objects.get().done_count) == ("done", 2)


def test_undoing_it_from_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = world.ticket(), world.ticket()
    job = jobs.undo(work(jobs.start([first.pk, second.pk], STEPS, by=world.ieva)), by=world.ieva)
    between = Between(first, second)
    real = jobs.undoing.give_back

    def give_back(ticket: Ticket, *args: Any, **named: Any) -> bool:
        whole = real(ticket, *args, **named)
        if ticket.pk == second.pk:
            between.came.set()
        return whole

    monkeypatch.setattr(jobs.undoing, "give_back", give_back)
    beside(between, lambda: work(job))
    assert MassJob.objects.get().undone_count == 2
    assert not caplog.records


def test_the_bar_below_a_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = world.ticket(), world.ticket()
    between = Between(first, second)
    noticing(monkeypatch, between)
    codes = [second.code, first.code]
    monkeypatch.setattr(together, "CUT_S", 5.0)
    found = beside(
        between, lambda: together.selected(codes, STEPS, by=world.ieva, access=access_of(world.ieva))
    )
    assert found == (codes, 0)


def merging_into(older: Ticket) -> Macro:
    steps = [{"a": "priority", "v": {"priority": "2"}}, {"a": "merge_into", "v": {"code": older.code}}]
    return Macro.objects.create(
        name="Known already",
        steps=Steps.parse(steps).stored(),
        everybody=True,
        made_at=clock.now(),
        changed_at=clock.now(),
    )


def noticing_the_merging(monkeypatch: pytest.MonkeyPatch, between: Between) -> None:
    """The other one goes on when the ticket that is merged away is held."""
    real = merging.merge

    def merge(*args: Any, **named: Any) -> None:
        between.came.set()
        real(*args, **named)

    monkeypatch.setattr(merging, "merge", merge)


def test_a_macro_that_merges_into_an_older_ticket(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    older, ticket = world.ticket(), world.ticket()
    macro, between = merging_into(older), Between(older, ticket)
    noticing_the_merging(monkeypatch, between)
    done = beside(between, lambda: applying.carry_out([macro], ticket, by=world.ieva))
    assert [each.refused for each in done[0][1]] == ["", ""]


def waiting_answer(macro: Macro) -> Answer:
    words = Words(text="We know of it.", html="<p>We know of it.</p>")
    return Answer(words, besides={applying.CARRIED: {"ids": [macro.pk], "resolved": False}})


def test_a_waiting_answer_whose_macro_merges_into_an_older_ticket(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever, neither when it is given, where all that sending it does is tried, nor when it goes."""
    older, ticket = world.ticket(), world.ticket()
    answer = waiting_answer(merging_into(older))
    due_at = clock.now() + timedelta(hours=1)
    between = Between(older, ticket)
    noticing_the_merging(monkeypatch, between)
    row = beside(between, lambda: sending.send_later(ticket, answer, by=world.ieva, due_at=due_at))
    between = Between(older, ticket)
    noticing_the_merging(monkeypatch, between)
    beside(between, lambda: changing.send_now(row, by=world.ieva))
    ticket.refresh_from_db()
    assert ticket.merged_into_id == older.pk


def test_a_tag_that_gets_another_name_while_somebody_gives_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who gives a tag needs its row when he commits, and holds the ticket that the renaming is about to change."""
    ticket = world.ticket()
    tagging.tag(ticket, "refund", by=world.ieva)
    renaming.rename(Tag.objects.get(name="refund"), "money back", by=world.omar)
    Timer.objects.filter(kind=renaming.TIMER).update(due_at=clock.now())
    held, begun, raised = threading.Event(), threading.Event(), []
    real = renaming._locked

    def going_on(alias_id: int) -> Any:
        row = real(alias_id)
        begun.set()
        return row

    monkeypatch.setattr(renaming, "_locked", going_on)

    def gives() -> None:
        try:
            with transaction.atomic(), locked(Ticket.objects.get(pk=ticket.pk)) as mine:
                tagging.untag(mine, "money back", by=world.ieva)
                held.set()
                begun.wait(5)
                tagging.tag(mine, "money back", by=world.ieva)
        except Exception as error:  # shown by the test
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=gives)
    thread.start()
    assert held.wait(5)
    assert timers.sweep() == 1
    thread.join()
    assert raised == [] and not caplog.records
