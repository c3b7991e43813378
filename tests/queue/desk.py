"""Waiting tickets as bare rows, for tests that need many of them in any order."""

from datetime import datetime, timedelta
from typing import Any

from accord.core import clock, ids
from accord.people.models import Department, Person
from accord.tickets import waiting
from accord.tickets.models import State, Ticket
from accord.tickets.models.ticket import WAITING_FOR_US


def row(
    requester: Person,
    department: Department,
    *,
    waited: timedelta,
    target: timedelta | None = None,
    **more: Any,
) -> Ticket:
    """A ticket whose customer has waited for so long; `target` is what was promised, from the beginning of his wait."""
    now = clock.now()
    since: datetime = now - waited
    state, priority = more.pop("state", State.NEW), more.pop("priority", 1)
    waits = state in WAITING_FOR_US and more.get("merged_into") is None
    rank = since + target if target is not None else waiting.rank(since, priority)
    moments = {"created_at": since, "updated_at": since, "state_changed_at": since}
    if state == State.CLOSED:
        moments["closed_at"] = now
    return Ticket(
        code=ids.new_code(),
        subject="Coffee grinder stops",
        requester=requester,
        department=department,
        state=state,
        priority=priority,
        channel=more.pop("channel", "email"),
        waiting_since=since if waits else None,
        rank_at=rank if waits else waiting.NEVER,
        to_solve=waits,
        is_open=waits or state in (State.ANSWERED, State.POSTPONED),
        **moments,
        **more,
    )


def stored(*rows: Ticket) -> list[Ticket]:
    """The same, in the database."""
    return Ticket.objects.bulk_create(rows)
