"""The postponement that stands on a ticket."""

from accord.events import timers
from accord.tickets.models import Postponement, Ticket

TIMER = "postponed"


def stays(ticket: Ticket) -> bool:
    """Whether the agent chose "stay postponed" when the customer writes."""
    return Postponement.objects.filter(ticket=ticket, stay=True).exists()


def end(ticket: Ticket) -> None:
    """Take the postponement and its timer away."""
    Postponement.objects.filter(ticket=ticket).delete()
    timers.drop(TIMER, ("ticket", ticket.pk))
