"""Logging a call to the customer: a contact attempt, whether he was reached or not (DOMAIN 6.5)."""

from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.acting import demand
from accord.tickets.happenings import CallLogged
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Ticket

LONGEST_NOTE = 500


def log_call(ticket: Ticket, *, by: Person, reached: bool, note: str = "", because: str = "") -> None:
    """Note that `by` called the customer; the state stays. Who was reached has been told, whatever bounced before.

    Raises NotPossible (closed, deleted), NotAllowed.
    """
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "note", ticket)
        changed = change(ticket, undelivered=False) if reached and ticket.undelivered else {}
        record(
            CallLogged(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                reached=reached,
                note=" ".join(note.split())[:LONGEST_NOTE],
                because=because,
            )
        )
