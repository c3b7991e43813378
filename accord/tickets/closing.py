"""Closing by an agent (or a rule): only a resolved ticket, and only with a stated basis (DOMAIN 6.6)."""

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Missing, NotPossible
from accord.events.models import Event
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import agreeing, filling
from accord.tickets.acting import demand
from accord.tickets.explaining import bases_of, kin_of, known
from accord.tickets.happenings import CallLogged, ClosedByAgent, CustomerReminded, TicketResolved
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, State, Ticket


class NotResolvedYet(NotPossible):
    """Only a resolved ticket can be closed by us."""

    key = "not_resolved_yet"
    sentence = _("Only a resolved ticket can be closed. Resolve it first; the customer closes it.")


def close(ticket: Ticket, *, by: Person, basis: str, how: str = "", because: str = "") -> None:
    """Close a resolved ticket; the customer is told. Closing a closed one is a no-op.

    `basis` is a key of `explaining.BASES`, by the system also of those that time brings; `customer_said_so` needs `how`
    (where and when he said it), `behaviour` a supervisor. Raises Missing without a basis, NotResolvedYet, NotAllowed.
    """
    known(basis, bases_of(by, ticket.department_id))
    if basis == "customer_said_so" and not how.strip():
        raise Missing("how", sentence=_("Say how and when the customer said so."))
    with locked(ticket):
        if ticket.state == State.CLOSED:
            return
        if ticket.state != State.RESOLVED:
            raise NotResolvedYet()
        state = target(ticket.state, "close")
        if kin_of(basis) == "behaviour":
            agreeing.demand_consent(ticket, by=by)
        else:
            demand(by, "close", ticket)
        filling.demand_filled(ticket, state, by)
        changed = change(ticket, state=state, closed_at=clock.now(), closed_by_customer=False)
        record(
            ClosedByAgent(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                resolution=ticket.resolution_id,
                basis=basis,
                attempts=contact_attempts(ticket),
                how=how,
                because=because,
            )
        )


def contact_attempts(ticket: Ticket) -> int:
    """How often we tried to reach the customer since his last word (DOMAIN 6.5).

    Messages to him, the question whether it is solved with its reminders, and calls that were logged.
    """
    ours = Message.objects.filter(ticket=ticket, kind=MessageKind.OUTGOING)
    acts = Event.objects.filter(ticket_id=ticket.pk, kind__in=_ATTEMPTS)
    if ticket.last_customer_at:
        ours, acts = ours.filter(at__gte=ticket.last_customer_at), acts.filter(at__gte=ticket.last_customer_at)
    address = ticket.requester_address.lower()
    written = sum(
        not (to or cc) or address in {each.lower() for each in [*to, *cc]} for to, cc in ours.values_list("to", "cc")
    )
    mailed_or_called = sum(
        not (data.get("silent") or data.get("message") or data.get("by_customer"))
        for data in acts.values_list("data", flat=True)
    )
    return written + mailed_or_called


_ATTEMPTS = (TicketResolved.key, CustomerReminded.key, CallLogged.key)
