"""Changing what a ticket says of itself: subject, priority, requester."""

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import going_outside
from accord.tickets.acting import demand
from accord.tickets.happenings import PriorityChanged, RequesterChanged, SubjectChanged
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Participant, Priority, Ticket


def rename(ticket: Ticket, subject: str, *, by: Person, because: str = "") -> None:
    """Change the subject. Raises Missing when it is empty, NotPossible (closed), NotAllowed."""
    subject = " ".join(subject.split())[:300]
    if not subject:
        raise Missing("subject", sentence=_("A ticket needs a subject."))
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        before = ticket.subject
        if subject != before:
            change(ticket, subject=subject)
            record(SubjectChanged(ticket=ticket.pk, by_id=by.pk, before=before, because=because))


def prioritise(ticket: Ticket, priority: int, *, by: Person, because: str = "") -> None:
    """Change the priority; the rank follows. Raises Invalid, NotPossible (closed), NotAllowed."""
    if priority not in Priority.values:
        raise Invalid("priority")
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "prioritise", ticket)
        before = ticket.priority
        if priority != before:
            changed = change(ticket, priority=int(priority))
            record(
                PriorityChanged(
                    ticket=ticket.pk, by_id=by.pk, set=changed, priority=int(priority), before=before, because=because
                )
            )


def change_requester(ticket: Ticket, requester: Person, address: str, *, by: Person) -> None:
    """Make somebody else the requester; the one before stays in copy. Raises NotPossible (closed), NotAllowed."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        if requester.pk == ticket.requester_id:
            return
        going_outside.demand(ticket)
        before = ticket.requester_id
        Participant.objects.filter(ticket=ticket, is_requester=True).update(is_requester=False)
        Participant.objects.update_or_create(
            ticket=ticket,
            person=requester,
            address=address,
            defaults={"is_requester": True},
            create_defaults={"is_requester": True, "added_at": clock.now()},
        )
        changed = change(ticket, requester_id=requester.pk, requester_address=address)
        record(
            RequesterChanged(ticket=ticket.pk, by_id=by.pk, set=changed, requester=requester.pk, before=before)
        )
