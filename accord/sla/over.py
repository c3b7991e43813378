"""Which of these tickets are late no more, so that nobody needs to be told; and how late the others are."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from accord.core import clock
from accord.sla import running
from accord.sla.hours import business_between
from accord.sla.kinds import LEVEL
from accord.sla.known import known
from accord.sla.models import Clock
from accord.tickets.models import Ticket
from accord.tickets.rows import among, run

_LEVELS = "SELECT ticket_id, level_id FROM sla_clock WHERE kind = 'level' AND ended_at IS NULL AND {}"


def past(tickets: Collection[int]) -> set[int]:
    """Those in which nobody waits for us any more, and no clock is over, running or stopped; two statements."""
    waits = Ticket.objects.filter(pk__in=tickets, to_solve=True).values_list("pk", flat=True)
    over = Q(due_at__lte=clock.now()) | Q(due_at__isnull=True, left_s__lt=0)
    rows = Clock.objects.filter(over, ticket_id__in=tickets, ended_at__isnull=True).exclude(kind=LEVEL)
    return set(tickets) - set(waits) - set(rows.values_list("ticket_id", flat=True))


def late_by(late: Collection[tuple[int, datetime]], now: datetime) -> dict[int, int]:
    """By how many seconds of business time each of these tickets is late: (ticket, when its answer was due). By the
    hours of its level, without one by the calendar. One statement at most, and none where no levels are set up.
    """
    levels = known().levels
    having: dict[int, int] = {}
    if late and levels:
        theirs, given = among("ticket_id", [ticket for ticket, _due in late])
        having = dict(run(_LEVELS.format(theirs), given))
    found = {}
    for ticket, due in late:
        level = levels.get(having.get(ticket, 0))
        found[ticket] = max(business_between(due, now, level.hours if level else None), 0)
    return found


def how_late(late: Collection[tuple[int, datetime]]) -> dict[tuple[int, datetime], int]:
    """By how many seconds of business time each of them is over: (ticket, when a clock of it was due). One statement.

    Counted by the hours of that clock, else of the ticket's level. A clock that stopped since, or was given another
    time, counts as the worst of its ticket; without any the calendar counts.
    """
    now, levels = clock.now(), known().levels
    rows: dict[int, list[Clock]] = {}
    for row in Clock.objects.filter(ticket_id__in={ticket for ticket, _due in late}, ended_at__isnull=True):
        rows.setdefault(row.ticket_id, []).append(row)
    found = {}
    for ticket, due in late:
        clocks = [row for row in rows.get(ticket, ()) if row.level_id in levels]
        same = next((row for row in clocks if row.due_at == due), None)
        worst = max((-running.left(row, now, levels[row.level_id]) for row in clocks if row.kind != LEVEL), default=0)
        if same is None and worst > 0:
            found[ticket, due] = worst
            continue
        by = same or next(iter(clocks), None)
        hours = levels[by.level_id].hours if by is not None else None
        found[ticket, due] = max(business_between(due, now, hours), 0)
    return found
