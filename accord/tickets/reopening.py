"""Opening again by an agent."""

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import resolutions
from accord.tickets.acting import demand
from accord.tickets.happenings import TicketReopened
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import State, Ticket
from accord.tickets.models.ticket import UNFINISHED


def reopen(ticket: Ticket, *, by: Person, reason: str = "", undone: bool = False, because: str = "") -> None:
    """Resolved -> open; closed -> open with the right `reopen_closed` and a reason. On an open ticket a no-op.

    `undone`: the resolving of an answered ticket is taken back, which is answered again.

    Raises NotPossible (spam, deleted), NotAllowed, Missing (closed, without a reason).
    """
    with locked(ticket):
        if ticket.state in UNFINISHED:
            return
        was = State(ticket.state)
        closed = was == State.CLOSED
        state = target(was, "reopen_closed" if closed else "undo" if undone else "reopen")
        if ticket.merged_into_id is not None:
            raise NotPossible("merged", sentence=_("This ticket was merged into another. Take it out of that one."))
        demand(by, "reopen_closed" if closed else "reopen", ticket)
        if closed and not reason.strip():
            raise Missing("reason", sentence=_("Say why this closed ticket is opened again."))
        resolutions.end(ticket)
        changed = change(ticket, state=state, **resolutions.UNDONE)
        record(TicketReopened(ticket=ticket.pk, by_id=by.pk, set=changed, was=was, reason=reason, because=because))
