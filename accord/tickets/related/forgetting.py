"""What goes with a ticket's words when it is deleted for good."""

from accord.tickets.models import ChecklistItem, LinkKind, RunningTime, Ticket, TicketLink, TimeEntry


def forget(ticket: Ticket) -> None:
    """Things to do, what stands with time spent, and mentions in words that are gone. The sums of time stay."""
    ChecklistItem.objects.filter(ticket=ticket).delete()
    RunningTime.objects.filter(ticket=ticket).delete()
    TimeEntry.objects.filter(ticket=ticket).exclude(note="").update(note="")
    TicketLink.objects.filter(source=ticket, kind=LinkKind.MENTION).delete()
