"""How long the customer has waited, and the rank that follows from it (DOMAIN 6.11)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from accord.tickets.models.ticket import Priority

if TYPE_CHECKING:
    from accord.tickets.models import Ticket

# Without an answer clock a ticket is due 7 days after the customer began to wait, divided by this factor.
PATIENCE = timedelta(days=7)
FACTOR: dict[int, float] = {Priority.LOW: 0.5, Priority.NORMAL: 1, Priority.HIGH: 2, Priority.URGENT: 8}
# The rank of a ticket for which nobody waits: after all that wait, and no NULL, so that one order fits all.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)

Promised = Callable[["Ticket"], datetime | None]


def _nothing(_ticket: "Ticket") -> datetime | None:
    return None


_promised: Promised = _nothing


def install(promised: Promised) -> None:
    """Who knows when the answer of a ticket that waits is due, None where nothing is promised (`project/wiring.py`).

    Asked in the transaction of the change, when the ticket as it will be stands in the instance.
    """
    global _promised
    _promised = promised


def rank(waiting_since: datetime | None, priority: int) -> datetime:
    """When this ticket's turn is, where nothing is promised: smallest first. NEVER when nobody waits."""
    return waiting_since + PATIENCE / FACTOR[priority] if waiting_since else NEVER


def rank_of(ticket: "Ticket", waiting_since: datetime | None) -> datetime:
    """When the turn of a changed ticket is: when its answer is due, else by how long its customer has waited."""
    if waiting_since is None:
        return NEVER
    return _promised(ticket) or rank(waiting_since, ticket.priority)
