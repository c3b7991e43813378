"""Clocks that run, counted anew after a level or its hours were set up otherwise: a holiday more, another target.

A timer does it in batches of clocks, so that nobody waits for it; a change meanwhile begins it once more. What a clock
has counted when it last began to run stays counted. Clocks of a level that is off now end without a verdict.
"""

from accord.core import clock, options
from accord.events import timers
from accord.events.models import Timer
from accord.sla import applying, running, standing
from accord.sla.kinds import LEVEL
from accord.sla.known import known
from accord.sla.models import Clock
from accord.sla.standing import Standing
from accord.tickets.models import Ticket

TIMER = "sla.recount"
SUBJECT = ("sla", 1)
BATCH = 300  # tickets in one transaction


def begin() -> None:
    """Count all of them anew, soon. Call it in the transaction of the change."""
    timers.put(TIMER, SUBJECT, clock.now())


def go_on(timer: Timer) -> None:
    """The timer's work: the next tickets by id, until none with a running clock is left."""
    options.forget()  # another process changed the setup a moment ago
    after = int(timer.data.get("after", 0))
    rows = Clock.objects.filter(ended_at__isnull=True, ticket_id__gt=after).exclude(kind=LEVEL)
    ids = list(rows.order_by("ticket_id").values_list("ticket_id", flat=True).distinct()[:BATCH])
    if not ids:
        return
    count(ids)
    timers.put(TIMER, SUBJECT, clock.now(), {"after": ids[-1]})


def count(ticket_ids: list[int]) -> None:
    """Count the clocks of these tickets anew. Call it inside a transaction."""
    setup, now = known(), clock.now()
    tickets = list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=ticket_ids).order_by("id"))
    rows: dict[int, list[Clock]] = {}
    for row in Clock.objects.filter(ticket_id__in=ticket_ids, ended_at__isnull=True):
        rows.setdefault(row.ticket_id, []).append(row)
    all_stand = [Standing(ticket, rows.get(ticket.pk, []), setup, now) for ticket in tickets]
    standing.store([row for stands in all_stand for row in _changed(stands)])
    applying.put_ranks(all_stand)


def _changed(stands: Standing) -> list[Clock]:
    """The rows that are another now. A level that is off or gone leaves its tickets, with its clocks."""
    level = stands.level
    if level is None or not level.is_on:
        stands.leave()
        return stands.take()
    levels = stands.setup.levels
    for kind, row in list(stands.clocks.items()):
        if levels.get(row.level_id, level).target(kind, row.priority) is None:  # it is promised no more
            stands.drop(kind)
    counted = [row for row in stands.clocks.values() if running.recount(row, levels.get(row.level_id, level))]
    return [*stands.take(), *counted]
