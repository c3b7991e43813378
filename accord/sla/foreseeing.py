"""The due time of an answer, known before the event is recorded: a ticket's row is then written once, with its rank.

`lifecycle.change` asks for it (`waiting.install`). What was read and begun for it is kept for the reaction that follows
in the same transaction, for as long as the verb holds the ticket.
"""

from datetime import datetime

from accord.core import clock
from accord.sla import applying, standing
from accord.sla.known import known
from accord.sla.standing import Standing
from accord.tickets.lifecycle import in_hand
from accord.tickets.models import Ticket

_ATTRIBUTE = "_sla_standing"


def foresee(ticket: Ticket) -> datetime | None:
    """When the answer is due for a ticket that stands in the instance as it will be; None where nothing is promised."""
    setup = known()
    if not setup or in_hand(ticket.pk) is not ticket:
        return None
    stands = standing.read(ticket, setup, clock.now())
    level = stands.level
    if level is not None and level.is_on:
        applying.bring_up(stands, 0, anew=False)
    ticket.__dict__[_ATTRIBUTE] = (ticket.version + 1, stands)
    return applying.due_of(stands)


def take(ticket_id: int) -> Standing | None:
    """What was foreseen for the ticket that this thread's verb holds; once."""
    ticket = in_hand(ticket_id)
    found: tuple[int, Standing] | None = ticket.__dict__.pop(_ATTRIBUTE, None) if ticket is not None else None
    if ticket is None or found is None:
        return None
    version, stands = found
    return stands if version == ticket.version else None  # of a change that came to nothing
