"""Asking once more: a reminder belongs to the resolution that it asks about (DOMAIN 7.1)."""

from datetime import datetime

from accord.core.errors import NotPossible
from accord.events.models import Event
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.acting import demand
from accord.tickets.happenings import CustomerReminded
from accord.tickets.lifecycle import locked
from accord.tickets.models import State, Ticket


def remind(
    ticket: Ticket, *, by: Person, closes_at: datetime, last: bool = False, because: str = ""
) -> Event:
    """Ask the customer again whether it is solved, and say when it is closed otherwise; the state stays.

    Raises NotPossible unless the ticket is resolved, NotAllowed.
    """
    with locked(ticket):
        if ticket.state != State.RESOLVED or ticket.resolution_id is None:
            raise NotPossible(f"remind from {ticket.state}")
        demand(by, "resolve", ticket)
        return record(
            CustomerReminded(
                ticket=ticket.pk,
                by_id=by.pk,
                resolution=ticket.resolution_id,
                closes_at=closes_at.isoformat(),
                last=last,
                because=because,
            )
        )
