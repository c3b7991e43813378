"""What a story does inside of a desk so that a request lies far back. Runs in `tests/insider.py`."""

from datetime import timedelta

from django.db import transaction

from accord.core import clock
from accord.tickets import links
from accord.tickets.models import Ticket


def long_closed(code: str, days: int) -> str:
    """Move the closing of the ticket back by so many days; gives the link of its question as it was mailed before."""
    with transaction.atomic():
        ticket = Ticket.objects.get(code=code)
        assert ticket.closed_at is not None and ticket.requester_id is not None
        Ticket.objects.filter(pk=ticket.pk).update(closed_at=ticket.closed_at - timedelta(days=days))
    made = clock.now() - timedelta(days=days)
    token = links.token(ticket, ticket.requester_id, ticket.requester_address, ticket.resolution_id, made_at=made)
    return f"/my/answer/{token}/"
