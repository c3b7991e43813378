"""What was merged into a ticket hangs on it: nothing of it is moved, so that undoing a merging gives all of it back."""

from accord.tickets.models import Ticket

MOST = 200


def gathered(ticket: Ticket) -> list[int]:
    """The ids of the ticket and of those that were merged into it, itself first."""
    merged = Ticket.objects.filter(merged_into=ticket).order_by("id").values_list("id", flat=True)
    return [ticket.pk, *merged[:MOST]]


def survivor_of(ticket_id: int) -> Ticket | None:
    """The ticket, or where it was merged into, however often."""
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    for _step in range(MOST):
        if ticket is None or ticket.merged_into_id is None:
            return ticket
        ticket = Ticket.objects.filter(pk=ticket.merged_into_id).first()
    return None
