"""Timers: a row that is due at a moment. The sweeper re-checks under the row lock and calls the human's verb."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accord.core import clock, records
from accord.events import outgoing
from accord.events.delivering import wait_after
from accord.events.models import Timer

log = logging.getLogger(__name__)
Handler = Callable[[Timer], None]
SHARE_S = 0.015  # so long others may wait to write
_handlers: dict[str, Handler] = {}
_quiet: set[str] = set()
_hold: dict[str, Callable[[int], bool]] = {}


def install(
    handlers: dict[str, Handler], quiet: Iterable[str] = (), hold: dict[str, Callable[[int], bool]] | None = None
) -> None:
    """What is called when a timer of a kind is due; listed in `project/wiring.py`. Only the `quiet` ones, which can
    tell nobody anything, go on while outgoing is paused.

    `hold` locks a subject of that kind, or says that somebody else holds it: his verb may be about to move the very
    timer, so who sweeps lets him, and comes again. Verbs lock their ticket first and its timers after it.
    """
    for known in (_handlers, _quiet, _hold):
        known.clear()
    _handlers.update(handlers)
    _quiet.update(quiet)
    _hold.update(hold or {})


def put(kind: str, subject: tuple[str, int], due_at: datetime, data: dict[str, Any] | None = None) -> None:
    """Set the timer of that kind on that subject; one that stands is moved."""
    Timer.objects.update_or_create(
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        defaults={"due_at": due_at, "data": data or {}, "attempts": 0, "last_error": ""},
    )


def drop(kind: str, subject: tuple[str, int]) -> None:
    """Take the timer away, if there is one. One that is being carried out is left to its handler, which finds under
    the lock of its subject that there is nothing more to do: nobody waits for it here, who may hold that lock."""
    found = Timer.objects.filter(kind=kind, subject_kind=subject[0], subject_id=subject[1])
    if connection.features.has_select_for_update_skip_locked:
        found = Timer.objects.filter(pk__in=found.select_for_update(skip_locked=True).values("pk"))
    with transaction.atomic():
        found.delete()


def sweep(limit: int = 100) -> int:
    """Carry out due timers; returns how many were taken. Each is kept or undone as a whole, whatever the others do.

    SQLite has one writer and asks the disk at each commit: there several share a transaction, for SHARE_S at most.
    """
    due = Timer.objects.filter(due_at__lte=clock.now())
    if outgoing.paused():
        due = due.filter(kind__in=_quiet)
    found = deque(due.order_by("due_at", "id").values_list("id", "subject_kind", "subject_id")[:limit])
    taken = 0
    while found:
        taken += _some(found) if connection.vendor == "sqlite" else _fire(*found.popleft())
    return taken


def _some(found: deque[tuple[int, str, int]]) -> int:
    """The first of them, for as long as a transaction may last."""
    until = time.monotonic() + SHARE_S
    with transaction.atomic():
        taken = _fire(*found.popleft())
        while found and time.monotonic() < until:
            taken += _fire(*found.popleft())
    return taken


def _fire(timer_id: int, subject_kind: str, subject_id: int) -> int:
    timer = None
    try:
        with transaction.atomic():
            if not _hold.get(subject_kind, _free)(subject_id):
                return 0
            timer = _taken(timer_id)
            if timer is None:
                return 0
            _handlers[timer.kind](timer)
    except Exception as error:  # kept on the row, tried again later, shown to an administrator
        log.exception("timer %s failed", timer_id)
        if timer is not None:
            _put_off(timer, f"{type(error).__name__}: {error}")
    return 1


def _free(_subject_id: int) -> bool:
    return True


def _put_off(timer: Timer, why: str) -> None:
    """Try it again later. Who waited for the row meanwhile, and set the timer anew or took it away, has his way."""
    with transaction.atomic():
        Timer.objects.filter(pk=timer.pk, due_at=timer.due_at, attempts=timer.attempts).update(
            due_at=clock.now() + wait_after(timer.attempts), attempts=timer.attempts + 1, last_error=why[:2000]
        )


def _taken(timer_id: int) -> Timer | None:
    """The timer if it is still due and nobody else's; its row is gone first, so that the handler may set it anew."""
    condition = "id = %s AND due_at <= %s"
    if connection.features.has_select_for_update_skip_locked:
        condition += " FOR UPDATE SKIP LOCKED"
    found = records.select(
        Timer, condition, [timer_id, connection.ops.adapt_datetimefield_value(clock.now())]
    )
    if not found:
        return None
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM timer WHERE id = %s", [timer_id])
    return found[0]
