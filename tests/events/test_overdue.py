"""Whether the work behind the pages is done, and that nothing leaves while it is paused."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from accord.core import clock, options
from accord.events import delivering, outgoing, overdue, reactions, timers
from accord.events.models import Delivery, Event, Timer
from accord.events.reactions import Effect


@pytest.fixture(autouse=True)
def _wired() -> Iterator[None]:
    from accord.project import wiring

    yield
    (Path(settings.DATA) / overdue.FILE_NAME).unlink(missing_ok=True)
    wiring.install()


def delivery(effect: str, minutes_ago: int = 0, given_up: bool = False) -> Delivery:
    then = clock.now() - timedelta(minutes=minutes_ago)
    with transaction.atomic():
        event = Event.objects.create(kind="test", at=then, actor_id=1, subject_kind="test", subject_id=1)
        return Delivery.objects.create(
            event=event, effect=effect, due_at=then, given_up_at=then if given_up else None
        )


def keys_of(found: Iterator[overdue.Problem]) -> list[str]:
    return [each.key for each in found]


def test_a_worker_that_beats_is_alive(db: None) -> None:
    assert keys_of(overdue.worker()) == []
    assert overdue.beat() == 0
    assert keys_of(overdue.worker()) == []
    long_ago = clock.now().timestamp() - 200
    os.utime(Path(settings.DATA) / overdue.FILE_NAME, (long_ago, long_ago))
    assert keys_of(overdue.worker()) == ["worker-silent"]


def test_late_work_is_told(db: None) -> None:
    delivery("mail", minutes_ago=9)
    assert keys_of(overdue.worker()) == []
    delivery("mail", minutes_ago=11)
    assert keys_of(overdue.worker()) == ["work-late"]


def test_what_was_given_up_is_told(db: None) -> None:
    delivery("mail", minutes_ago=60, given_up=True)
    assert keys_of(overdue.worker()) == [] and keys_of(overdue.failed()) == ["deliveries-failed"]


def test_nothing_leaves_while_it_is_paused(db: None) -> None:
    done: list[str] = []
    reactions.install(
        [],
        [
            Effect("mail", (), lambda _event: done.append("mail")),
            Effect("inside", (), lambda _event: done.append("inside"), leaves=False),
        ],
    )
    timers.install({"tells": lambda _t: done.append("tells"), "quiet": lambda _t: done.append("quiet")}, {"quiet"})
    delivery("mail", minutes_ago=5)
    delivery("inside")
    for kind in ("tells", "quiet"):
        Timer.objects.create(kind=kind, subject_kind="test", subject_id=1, due_at=clock.now())
    with transaction.atomic():
        outgoing.pause()
    assert keys_of(overdue.paused()) == ["outgoing-paused"]
    waiting = outgoing.waiting(reactions.leaving())
    assert waiting.number == 1 and waiting.oldest is not None
    delivering.deliver()
    timers.sweep()
    assert sorted(done) == ["inside", "quiet"]
    with transaction.atomic():
        options.put(outgoing.PAUSED, "")
    delivering.deliver()
    timers.sweep()
    assert sorted(done) == ["inside", "mail", "quiet", "tells"]
