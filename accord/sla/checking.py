"""What must be so: each waiting ticket's rank is when its answer is due, and no clock runs where nothing is owed."""

from collections.abc import Iterator

from django.db.models import Max

from accord.core import clock
from accord.core.database import reading
from accord.sla.kinds import ANSWERS, KINDS, LEVEL, Fate
from accord.sla.known import known
from accord.sla.models import Clock
from accord.tickets.checking import ranges
from accord.tickets.models import Ticket


def all_problems(*, deep: bool) -> Iterator[str]:
    """`problems` of every ticket, or without `deep` of the newest ones; each range in a short transaction."""
    newest = Ticket.objects.aggregate(newest=Max("id"))["newest"] or 0
    todo = list(ranges(newest))
    for low, high in todo if deep else todo[-1:]:
        with reading():
            found = list(problems(low, high))
        yield from found


def problems(low: int, high: int) -> Iterator[str]:
    """Sentences (for operators, in English) about the tickets with ids in [low, high)."""
    setup = known()
    if not setup:
        return
    rows = Clock.objects.filter(ticket_id__gte=low, ticket_id__lt=high, ended_at__isnull=True).order_by("id")
    by_ticket: dict[int, list[Clock]] = {}
    for row in rows:
        by_ticket.setdefault(row.ticket_id, []).append(row)
    tickets = Ticket.objects.in_bulk(list(by_ticket))
    for ticket_id, clocks in by_ticket.items():
        yield from _of(tickets[ticket_id], clocks)


def _of(ticket: Ticket, clocks: list[Clock]) -> Iterator[str]:
    level = next((row for row in clocks if row.kind == LEVEL), None)
    promise = known().levels.get(level.level_id) if level is not None else None
    due = None
    for row in clocks:
        if row.kind == LEVEL:
            continue
        if level is None:
            yield f"ticket {ticket.code}: the clock {row.kind} runs, but it has no service level"
            continue
        if row.left_s is None or (row.due_at is None) != (row.run_at is None):
            yield f"ticket {ticket.code}: the clock {row.kind} neither runs nor stands"
        if row.look_at is not None and row.look_at < clock.now() and row.due_at is None:
            yield f"ticket {ticket.code}: a step of the clock {row.kind} is due, but it stands"
        if promise is not None and promise.is_on and promise.id == row.level_id:
            fate = KINDS[row.kind].fate(
                ticket.state, count_postponed=promise.count_postponed, count_waiting=promise.count_waiting
            )
            if fate in (Fate.END, Fate.DROP):
                yield f"ticket {ticket.code}: the clock {row.kind} runs while it is {ticket.state}"
        if row.kind in ANSWERS and row.due_at is not None:
            due = row.due_at
    if due is not None and ticket.to_solve and ticket.rank_at != due:
        yield f"ticket {ticket.code}: its answer is due at {due}, its rank is {ticket.rank_at}"
