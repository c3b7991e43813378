"""The resolution that a ticket stands on, and the windows that count from it."""

from datetime import datetime, timedelta
from typing import Any

from accord.core import clock
from accord.people.models import Person
from accord.tickets.explaining import Explanation
from accord.tickets.models import Message, Resolution, Ticket

# What a reopened ticket's row says of its ending: nothing. The Resolution row keeps it.
UNDONE: dict[str, Any] = {"resolution_id": None, "resolved_at": None, "closed_at": None, "closed_by_customer": False}


def begin(
    ticket: Ticket, explanation: Explanation, *, by: Person, message: Message | None = None, silent: bool = False
) -> Resolution:
    """A new resolution; the verb puts it on the ticket's row."""
    return Resolution.objects.create(
        ticket=ticket,
        by=by,
        at=clock.now(),
        reason=explanation.reason,
        what=explanation.what,
        why=explanation.why,
        next=explanation.next,
        message=message,
        silent=silent,
    )


def end(ticket: Ticket) -> None:
    """The ticket is open again: links of its resolution answer nothing any more (DOMAIN 7.1)."""
    Resolution.objects.filter(ticket=ticket, ended_at__isnull=True).update(ended_at=clock.now())


def within_days(moment: datetime | None, days: int) -> bool:
    """Whether `moment` is less than `days` days ago; 0 days is never."""
    return moment is not None and clock.now() < moment + timedelta(days=days)


def take_back_until(ticket: Ticket) -> datetime | None:
    """Until when the customer may take his yes back: only after a closing by his own word (DOMAIN 6.4)."""
    if ticket.closed_at is None or not ticket.closed_by_customer or not ticket.department.take_back_days:
        return None
    return ticket.closed_at + timedelta(days=ticket.department.take_back_days)


def reply_reopens_until(ticket: Ticket) -> datetime | None:
    """Until when a reply reopens this closed ticket, or None when it never does."""
    if ticket.closed_at is None or not ticket.department.reopen_closed_days:
        return None
    return ticket.closed_at + timedelta(days=ticket.department.reopen_closed_days)
