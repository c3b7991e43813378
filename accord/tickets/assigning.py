"""Giving a ticket to an agent, or to nobody; moving it to another department."""

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events.recording import record
from accord.people.models import Department, Person
from accord.people.rights import access_of
from accord.tickets.acting import demand
from accord.tickets.happenings import TicketAssigned, TicketTransferred
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Ticket

TO_SOLVE = "to_solve"  # why: To Solve gave it


def assign(ticket: Ticket, assignee: Person | None, *, by: Person, because: str = "") -> None:
    """Give the ticket to `assignee` (None: to nobody). To whom it belongs already: a no-op.

    Raises Invalid for somebody who cannot answer in this department, NotPossible (closed), NotAllowed.
    """
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "assign", ticket)
        new = assignee.pk if assignee else None
        if ticket.assignee_id == new:
            return
        if assignee is not None and not can_hold(assignee, ticket.department_id):
            raise Invalid("assignee", sentence=_("This agent does not answer in that department."))
        before = ticket.assignee_id
        changed = change(ticket, assignee_id=new)
        record(
            TicketAssigned(ticket=ticket.pk, by_id=by.pk, set=changed, assignee=new, before=before, because=because)
        )


def take(ticket: Ticket, *, by: Person, because: str = TO_SOLVE) -> None:
    """The agent takes a waiting ticket of nobody's, whatever he may do on tickets that are not his.

    His already: a no-op. Raises NotPossible (it waits for nobody, or belongs to another by now), NotAllowed.
    """
    with locked(ticket):
        if ticket.assignee_id == by.pk:
            return
        target(ticket.state, "change")
        if not can_hold(by, ticket.department_id):
            raise NotAllowed("assign")
        if not ticket.to_solve or ticket.assignee_id is not None:
            raise NotPossible("assign", sentence=_("Somebody else has this ticket by now."))
        changed = change(ticket, assignee_id=by.pk)
        record(TicketAssigned(ticket=ticket.pk, by_id=by.pk, set=changed, assignee=by.pk, because=because))


def can_hold(person: Person, department_id: int) -> bool:
    """Whether tickets of that department can belong to the person."""
    return person.is_agent and person.is_active and access_of(person).holds("reply", department_id)


def transfer(
    ticket: Ticket, department: Department, *, by: Person, assignee: Person | None = None, because: str = ""
) -> None:
    """Move to another department; it then belongs to `assignee`, or to nobody. Raises as `assign` does."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "transfer", ticket)
        if department.pk == ticket.department_id:
            if assignee is not None:
                assign(ticket, assignee, by=by, because=because)
            return
        if assignee is not None and not can_hold(assignee, department.pk):
            raise Invalid("assignee", sentence=_("This agent does not answer in that department."))
        before = ticket.department_id
        changed = change(ticket, department_id=department.pk, assignee_id=assignee.pk if assignee else None)
        record(
            TicketTransferred(
                ticket=ticket.pk, by_id=by.pk, set=changed, department=department.pk, before=before, because=because
            )
        )
