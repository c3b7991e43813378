"""How many of the tickets that wait are late, and how many are due soon: index reads that stop at 1,000."""

from datetime import timedelta

from accord.core import clock
from accord.people.rights import Access
from accord.tickets.counting import CAP
from accord.tickets.models import Ticket
from accord.tickets.seeing import scope_of

SOON = timedelta(hours=1)


def late_and_soon(access: Access) -> tuple[int, int]:
    """(late, due within the hour) among what the person sees as his departments'. Above CAP: more than CAP."""
    now = clock.now()
    late = _before(access, rank_at__lt=now)
    soon = _before(access, rank_at__gte=now, rank_at__lt=now + SOON)
    return late, soon


def _before(access: Access, **due: object) -> int:
    waiting = Ticket.objects.filter(to_solve=True, **due).order_by()
    scope = scope_of(access)
    if not scope.everything:
        waiting = waiting.filter(department_id__in=scope.departments)
    return waiting.values("id")[: CAP + 1].count()
