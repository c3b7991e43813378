"""How many tickets To Solve has for an agent: an index read that stops at 1,000; no counter is stored."""

import time
from collections.abc import Collection, Sequence

from django.db import connection

from accord.core import options
from accord.people.models import Person
from accord.people.rights import Access
from accord.queue.candidates import departments_of
from accord.queue.choices import NEVER as NOT_OWN
from accord.queue.choices import OWN
from accord.tickets import waiting
from accord.tickets.counting import CAP, FULL_S
from accord.tickets.models import Ticket
from accord.tickets.rows import run

_FREE = "to_solve AND assignee_id IS NULL"  # what the index itself holds; chats and calls are few and taken off after

_full: dict[tuple[int, ...], float] = {}  # departments with more than CAP, and until when that is believed


def count(agent: Person, access: Access, hidden: Collection[int] = ()) -> int:
    """How many tickets wait for this agent. Above CAP: more than CAP. `hidden` are open at others' screens."""
    taken_from, giving = departments_of(agent, access)
    found = _free(taken_from) if taken_from else 0
    if found > CAP:
        return found
    if options.get(OWN) != NOT_OWN and giving:
        mine = Ticket.objects.filter(
            assignee_id=agent.pk,
            is_open=True,
            rank_at__lt=waiting.NEVER,
            to_solve=True,
            department_id__in=giving,
        ).exclude(state__in=("chatting", "calling"))
        found += mine.exclude(id__in=hidden).order_by().values("id")[: CAP + 1].count()
    if taken_from:
        found -= _aside(taken_from, hidden)
    return max(0, found)


def forget() -> None:
    """Believe nothing any more: the database is another."""
    _full.clear()


def _free(departments: Sequence[int]) -> int:
    key, now = tuple(departments), time.monotonic()
    if _full.get(key, 0.0) > now:
        return CAP + 1
    found = _counted(departments)
    if found > CAP and not connection.in_atomic_block:
        _full[key] = now + FULL_S
    return found


def _counted(departments: Sequence[int]) -> int:
    if connection.vendor == "postgresql":
        one = (
            f"SELECT 1 FROM ticket WHERE department_id = d.id AND {_FREE}"
            f" ORDER BY rank_at, waiting_since LIMIT {CAP + 1}"
        )
        sql = f"SELECT 1 FROM unnest(%s) d(id) CROSS JOIN LATERAL ({one}) h LIMIT {CAP + 1}"
        params: list[object] = [list(departments)]
    else:
        marks = ", ".join(["%s"] * len(departments))
        sql = f"SELECT 1 FROM ticket WHERE {_FREE} AND department_id IN ({marks}) LIMIT {CAP + 1}"
        params = list(departments)
    return int(run(f"SELECT count(*) FROM ({sql}) c", params)[0][0])


def _aside(departments: Sequence[int], hidden: Collection[int]) -> int:
    """Those of nobody's that are chatted or called about, or open at somebody else's screen."""
    free = Ticket.objects.filter(
        department_id__in=departments, assignee_id=None, to_solve=True, merged_into_id=None
    )
    aside = free.filter(state__in=("chatting", "calling")).count()
    if hidden:
        aside += free.filter(id__in=list(hidden), state__in=("new", "open")).count()
    return aside
