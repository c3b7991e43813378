"""Which of these tickets are late no more: what was to be told of that needs no telling."""

from collections.abc import Collection

from django.db.models import Q

from accord.core import clock
from accord.sla.kinds import LEVEL
from accord.sla.models import Clock
from accord.tickets.models import Ticket


def past(tickets: Collection[int]) -> set[int]:
    """Those in which nobody waits for us any more, and no clock is over, running or stopped; two statements."""
    waits = Ticket.objects.filter(pk__in=tickets, to_solve=True).values_list("pk", flat=True)
    over = Q(due_at__lte=clock.now()) | Q(due_at__isnull=True, left_s__lt=0)
    rows = Clock.objects.filter(over, ticket_id__in=tickets, ended_at__isnull=True).exclude(kind=LEVEL)
    return set(tickets) - set(waits) - set(rows.values_list("ticket_id", flat=True))
