"""To Solve: the most important ticket for this agent, claimed for him; and what the button says before (DOMAIN 2.2).

Claiming is one short transaction. SQLite has one writer, so what is first there is still first when it is assigned. On
PostgreSQL a row that another transaction holds is passed over, so that a hundred agents who press at once each get one
of the first hundred tickets, and none waits for another.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from accord.core import records
from accord.people.models import Person
from accord.people.rights import Access, access_of
from accord.queue import candidates, counting, screens, sorting
from accord.queue.candidates import Candidate
from accord.queue.reasons import Reason, why
from accord.tickets import assigning
from accord.tickets.models import Ticket

FEW = 8
MANY = 64  # on PostgreSQL, where as many others may hold the first ones


@dataclass(frozen=True, slots=True)
class Head:
    """The ticket that the agent would get or got, and why this one."""

    ticket: Ticket
    reason: Reason


@dataclass(frozen=True, slots=True)
class Badge:
    """What the button says: the ticket that the agent would get, and how many there are for him (capped)."""

    head: Head | None
    count: int


def next_for(agent: Person, *, claim: bool = True) -> Ticket | None:
    """The most important ticket for the agent; it is his when it is given (`claim`). None when there is none."""
    if claim:
        settle(agent)
    head = pull(agent) if claim else first_for(agent, access_of(agent))
    return head.ticket if head is not None else None


def settle(agent: Person) -> None:
    """Wait, for less than half a second, while nothing but tickets is there for him at which rules are just about to
    look. For callers of `pull`, outside of their transaction: inside one they would keep the rules from writing.
    """
    for _look in range(sorting.PAUSES):
        found, _complete = candidates.ordered(agent, access_of(agent), FEW, screens.elsewhere(agent.pk))
        fresh = sorting.unsorted(found)
        if not found or any(each.id not in fresh for each in found):
            return
        time.sleep(sorting.PAUSE_S)


def pull(agent: Person, *, elsewhere: Collection[int] | None = None) -> Head | None:
    """Give the agent his most important ticket and assign it to him; None when nothing waits for him.

    `elsewhere`: tickets that others have open, which are not given; by default what the live bus knows. Tickets at
    which rules are just about to look are passed over, unless there is nothing else.
    """
    hidden = screens.elsewhere(agent.pk) if elsewhere is None else elsewhere
    head, more = _pull(agent, hidden, sorted_alone=True)
    return _pull(agent, hidden, sorted_alone=False)[0] if head is None and more else head


def _pull(agent: Person, hidden: Collection[int], *, sorted_alone: bool) -> tuple[Head | None, bool]:
    """What is given, in a transaction of its own; and whether more is there that is still to be sorted."""
    with transaction.atomic():
        access = access_of(agent)
        passed: set[int] = set()
        for most in _widths(hidden):
            found, complete = candidates.ordered(agent, access, most, hidden)
            passed = sorting.unsorted(found) if sorted_alone else set()
            ticket = _first_free(agent, [each for each in found if each.id not in passed])
            if ticket is not None:
                reason = why(ticket, agent)
                assigning.take(ticket, by=agent)
                return Head(ticket, reason), False
            if complete:
                break
    return None, bool(passed)


def first_for(agent: Person, access: Access, *, elsewhere: Collection[int] | None = None) -> Head | None:
    """What `pull` would give now; nothing is changed."""
    hidden = screens.elsewhere(agent.pk) if elsewhere is None else elsewhere
    for most in _widths(hidden):
        found, complete = candidates.ordered(agent, access, most, hidden)
        ticket = records.find(Ticket, "id", found[0].id) if found else None
        if ticket is not None:
            return Head(ticket, why(ticket, agent))
        if complete:
            return None
    return None


def badge(agent: Person, access: Access | None = None, *, elsewhere: Collection[int] | None = None) -> Badge:
    """What the button says: an index read for each department, and none that grows with what waits."""
    access = access or access_of(agent)
    hidden = screens.elsewhere(agent.pk) if elsewhere is None else elsewhere
    head = first_for(agent, access, elsewhere=hidden)
    if head is None:
        return Badge(None, 0)
    return Badge(head, max(1, counting.count(agent, access, hidden)))


def _widths(hidden: Collection[int]) -> Sequence[int]:
    """How many candidates are read, first and when all of those are taken."""
    few = FEW if connection.vendor == "sqlite" else MANY
    return (few, few * 8 + len(hidden), few * 64 + len(hidden))


def _first_free(agent: Person, found: Sequence[Candidate]) -> Ticket | None:
    """The first of these that nobody holds, read fresh and locked."""
    if not found:
        return None
    ids = [each.id for each in found]
    if connection.vendor != "postgresql":
        return records.find(Ticket, "id", ids[0])
    free = (
        "id = ANY(%s) AND to_solve AND state IN ('new', 'open') AND (assignee_id IS NULL OR assignee_id = %s)"
        " ORDER BY array_position(%s, id) LIMIT 1 FOR UPDATE SKIP LOCKED"
    )
    rows = records.select(Ticket, free, [ids, agent.pk, ids])
    return rows[0] if rows else None
