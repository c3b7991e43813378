"""The steps that are due: warnings before a clock's end, what follows after it. Read by the index of their moments.

A clock's row is its own timer (`look_at`), so that a verb that begins, moves and ends clocks writes one row for each.
A step that fails becomes a timer like any other, is tried again with it and shown where timers that failed are shown.
"""

import logging
from datetime import timedelta

from django.db import transaction

from accord.core import clock
from accord.core.errors import AccordError
from accord.events import outgoing, timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.system import system
from accord.sla import running
from accord.sla.happenings import DueSoon, Overdue
from accord.sla.known import Promise, Step, known
from accord.sla.models import Clock
from accord.sla.steps import DEEDS, Call, people_told
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket

log = logging.getLogger(__name__)
TIMER = "sla.step"
_AGAIN = timedelta(minutes=1)


def sweep(limit: int = 100) -> int:
    """Take the steps that are due, each in a transaction of its own; returns how many clocks were looked at."""
    if not known() or outgoing.paused():
        return 0
    rows = Clock.objects.filter(look_at__lte=clock.now()).order_by("look_at", "id")
    found = list(rows.values_list("id", "ticket_id")[:limit])
    for clock_id, ticket_id in found:
        try:
            take(clock_id, ticket_id)
        except Exception:  # kept as a timer, which is tried again and shown to an administrator
            log.exception("a step of the clock %s failed", clock_id)
            with transaction.atomic():
                Clock.objects.filter(pk=clock_id).update(look_at=None)
                timers.put(TIMER, ("sla_clock", clock_id), clock.now() + _AGAIN, {"ticket": ticket_id})
    return len(found)


def try_again(timer: Timer) -> None:
    """What the timer of a step that failed does."""
    take(timer.subject_id, int(timer.data["ticket"]), whenever=True)


def take(clock_id: int, ticket_id: int, *, whenever: bool = False) -> None:
    """Take the next step of a clock, if it still runs and it is time. `whenever`: also where none is planned, because
    the last try failed; one that was planned anew meanwhile has its own moment.
    """
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None:
        return
    with locked(ticket):
        row = Clock.objects.filter(pk=clock_id, ended_at__isnull=True, due_at__isnull=False).first()
        now = clock.now()
        if row is None or not (whenever if row.look_at is None else row.look_at <= now):
            return
        level = known().levels.get(row.level_id)
        if level is None:
            Clock.objects.filter(pk=row.pk).update(look_at=None)
            return
        due, step = row.due_at, _next(row, level)
        assert due is not None
        running.set_look(row, level)
        row.save(update_fields=["steps_done", "look_at"])  # first: what the step does may move the clock
        if step is not None and (step.offset_s >= 0 or now < due):  # a warning that comes too late is none
            _do(ticket, row, level, step, late=now >= due)


def _next(row: Clock, level: Promise) -> Step | None:
    """The step that is due; it counts as taken, with those before it that do not speak of this clock."""
    while row.steps_done < len(level.steps):
        step = level.steps[row.steps_done]
        row.steps_done += 1
        if step.speaks_of(row.kind):
            return step
    return None


def _do(ticket: Ticket, row: Clock, level: Promise, step: Step, *, late: bool) -> None:
    because, due = f"sla:{level.id}", row.due_at
    assert due is not None
    kind = Overdue if late else DueSoon
    people = people_told(ticket, step.do)
    told = kind(
        ticket=ticket.pk,
        by_id=system().pk,
        clock=row.kind,
        due=due.isoformat(),
        people=people,
        because=because,
    )
    record(told)
    deed = DEEDS.get(step.do)
    if deed is None:
        return
    try:
        with transaction.atomic():
            deed.run(ticket, Call(row.kind, due, late, because))
    except AccordError as error:  # nobody to tell, told often enough, closed meanwhile: the clock goes on
        log.info("a step of ticket %s was not taken: %s", ticket.code, error)
