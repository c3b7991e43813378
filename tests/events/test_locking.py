"""On PostgreSQL the sweeper and people want the same rows: in one order, or each would wait for the other."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accord.automation.mass import jobs
from accord.automation.models import MassJob
from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket
from tests.automation.mass.test_jobs import STEPS
from tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)
HELD_S = 0.4  # for so long a person's transaction gives the sweeper time to come in between


def beside(sweeping: threading.Event, person: Callable[[], Any]) -> list[Exception]:
    """Carry out what a person does in a thread of its own while timers are swept; what it raised."""
    raised: list[Exception] = []

    def act() -> None:
        try:
            person()
        except Exception as error:  # shown by the test
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    assert sweeping.wait(5)
    timers.sweep()
    thread.join()
    return raised


def test_who_moves_the_timer_of_his_ticket_when_it_is_due_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = make_world().ticket()
    held, due, later = threading.Event(), threading.Event(), clock.now() + timedelta(days=7)

    def is_due(timer: Timer) -> None:
        due.set()
        with locked(Ticket.objects.get(pk=timer.subject_id)):
            pass

    def postpones() -> None:
        with transaction.atomic(), locked(Ticket.objects.get(pk=ticket.pk)):
            held.set()
            due.wait(HELD_S)
            timers.put("test", ("ticket", ticket.pk), later)

    monkeypatch.setattr(timers, "_handlers", {"test": is_due})
    timers.put("test", ("ticket", ticket.pk), clock.now() - timedelta(seconds=1))
    assert beside(held, postpones) == []
    assert list(Timer.objects.filter(kind="test").values_list("due_at", "attempts")) == [(later, 0)]


def test_a_timer_of_a_ticket_that_is_not_there_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[int] = []
    monkeypatch.setattr(timers, "_handlers", {"test": lambda timer: found.append(timer.subject_id)})
    timers.put("test", ("ticket", 4711), clock.now() - timedelta(seconds=1))
    assert timers.sweep() == 1 and found == [4711]


def test_stopping_a_mass_action_between_two_of_its_batches_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world()
    job = jobs.start([world.ticket().pk], STEPS, by=world.omar)
    held, due = threading.Event(), threading.Event()
    go_on, drop = jobs.go_on, timers.drop

    def is_due(timer: Timer) -> None:
        due.set()
        go_on(timer)

    def dropped(kind: str, subject: tuple[str, int]) -> None:
        held.set()
        due.wait(HELD_S)
        drop(kind, subject)

    monkeypatch.setattr(timers, "_handlers", {jobs.TIMER: is_due})
    monkeypatch.setattr(timers, "drop", dropped)
    assert beside(held, lambda: jobs.stop(job, by=world.omar)) == []
    assert MassJob.objects.get().state == "stopped"
    assert not caplog.records  # nor was the worker's turn taken back
    assert not Timer.objects.filter(kind=jobs.TIMER).exists()
    assert Ticket.objects.get().priority == 1
