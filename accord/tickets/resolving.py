"""Resolving: the agent's claim that the ticket is solved. The customer has the last word on it."""

from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import agreeing, filling, pausing, resolutions
from accord.tickets.acting import demand
from accord.tickets.checklists.ticking import demand_done
from accord.tickets.explaining import Explanation, endings_of, kin_of, known
from accord.tickets.happenings import TicketResolved
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Resolution, State, Ticket


def resolve(
    ticket: Ticket,
    explanation: Explanation,
    *,
    by: Person,
    silent: bool = False,
    right: str = "",
    because: str = "",
) -> Resolution | None:
    """Resolve with a reason and the owed explanation; the customer gets the mail with the two buttons.

    `silent` sends nothing; it needs the right `resolve_silently` (or `right`) and only a reason; such a ticket never
    closes by silence. On a resolved ticket a no-op that gives its resolution. Raises NotPossible, NotAllowed, Missing.
    """
    known(explanation.reason, endings_of(by, ticket.department_id))
    if not silent:
        explanation.demand_complete()
    with locked(ticket):
        if ticket.state == State.RESOLVED:
            return ticket.resolution
        state = target(ticket.state, "resolve")
        demand(by, right or ("resolve_silently" if silent else "resolve"), ticket)
        if kin_of(explanation.reason) == "behaviour":
            agreeing.demand_consent(ticket, by=by)
        filling.demand_filled(ticket, state, by)
        demand_done(ticket, by)
        if ticket.state == State.POSTPONED:
            pausing.end(ticket)
        resolution = resolutions.begin(ticket, explanation, by=by, silent=silent)
        changed = change(ticket, state=state, resolution_id=resolution.pk, resolved_at=resolution.at)
        record(
            TicketResolved(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                resolution=resolution.pk,
                reason=explanation.reason,
                silent=silent,
                because=because,
            )
        )
    return resolution
