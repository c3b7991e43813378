"""Waiting tickets that somebody has open, written down for the worker, which sees no screens.

Only where it counts: in departments that hand their tickets out, while a ticket waits and belongs to nobody. Written
when a ticket is opened and when it is left, not in between.
"""

from collections.abc import Collection

from django.db import transaction

from accord.core import clock
from accord.queue import rules
from accord.queue.models import OnScreen
from accord.tickets.models import Ticket


def seen(ticket: Ticket, person_id: int, *, there: bool) -> None:
    """Somebody opened the ticket or left it; called often, mostly it is no news."""
    if not rules.hands_out(ticket.department_id):
        return
    if there:
        if ticket.to_solve and ticket.assignee_id is None:
            OnScreen.objects.get_or_create(
                ticket=ticket, person_id=person_id, defaults={"since": clock.now()}
            )
    else:
        closed(ticket.pk, person_id)


def closed(ticket_id: int, person_id: int) -> None:
    """Nobody sees it there any more: it may be handed out again."""
    if not rules.anybody_hands_out():
        return
    with transaction.atomic():
        gone, _ = OnScreen.objects.filter(ticket_id=ticket_id, person_id=person_id).delete()
        if gone:
            rules.look_again(ticket_id)


def open_among(tickets: Collection[int]) -> set[int]:
    """Those of these tickets that somebody has open; what is older than a day was left by a process that died."""
    recent = OnScreen.objects.filter(ticket_id__in=list(tickets), since__gt=clock.now() - rules.FORGOTTEN)
    return set(recent.values_list("ticket_id", flat=True))
