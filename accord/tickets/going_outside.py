"""What may go outside, and who may come in: nothing and nobody on an internal ticket."""

from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotPossible
from accord.tickets.models import Ticket

INTERNAL = "internal"  # the channel of a ticket that an agent opened for another department


class Internal(NotPossible):
    """The ticket is internal: nobody outside has to do with it."""

    key = "internal"
    sentence = _("This is an internal ticket. Nothing of it goes outside.")


def is_internal(ticket: Ticket) -> bool:
    """Whether an agent opened it for another department."""
    return ticket.channel == INTERNAL


def demand(ticket: Ticket) -> None:
    """Raises Internal where nothing may go outside, nor anybody outside come in."""
    if is_internal(ticket):
        raise Internal()
