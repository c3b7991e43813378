"""The requests of rules and buttons about a ticket that is deleted for good: they and their answers hold its words."""

from accord.automation.models import HttpCall
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Reaction
from accord.tickets.happenings import TicketPurged


def react(_happening: EventKind, event: Event) -> None:
    """They go whole, also those that wait; the ticket's history says that they were made, and of which host."""
    HttpCall.objects.filter(ticket_id=event.ticket_id or 0).delete()


REACTION = Reaction(react, (TicketPurged,))
