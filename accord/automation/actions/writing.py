"""What actions that write to people have in common: the guard against mails that answer mails."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotPossible
from accord.messaging.channel import channel_for
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets import delivering
from accord.tickets.models import Ticket
from accord.tickets.telling import BECAUSE


class Held(NotPossible):
    """An automatic mail may not go there now; the ticket says so."""

    key = "held"
    sentence = _("No automatic mail may go there now.")

    def __init__(self, ticket: Ticket, about: str, address: str, because: str) -> None:
        super().__init__(because, sentence=BECAUSE.get(because))
        self._told = (ticket, about, address, because)

    def tell(self) -> None:
        """Say it on the ticket."""
        delivering.held(*self._told)


def demand_free(ticket: Ticket, by: Person, addresses: Iterable[str], about: str) -> None:
    """Raises Held where no person is behind the mail and an address had its share, is our own or a robot's."""
    if by.kind != PersonKind.SYSTEM:
        return
    channel = channel_for(ticket)
    for address in addresses:
        because = channel.withholds(address, ticket) if channel is not None and channel.withholds else ""
        if because:
            raise Held(ticket, about, address, because)
