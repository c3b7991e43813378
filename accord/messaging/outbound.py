"""What customers are told when something happens on their ticket: one effect, delivered by the ticket's channel."""

from accord.core import records
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.messaging.channel import Channel, channel_for
from accord.messaging.marks import COPY_SOLVED
from accord.tickets.going_outside import is_internal
from accord.tickets.happenings import (
    ClosedByAgent,
    ClosedByCustomer,
    CustomerReminded,
    MailedOutside,
    MessageForwarded,
    MessageReceived,
    MessageSent,
    SideSent,
    TicketOpened,
    TicketResolved,
    TranscriptSent,
)
from accord.tickets.models import Ticket
from accord.tickets.silence import accepting

KINDS: tuple[type[EventKind], ...] = (
    MessageSent,
    TicketOpened,
    TicketResolved,
    CustomerReminded,
    ClosedByAgent,
    ClosedByCustomer,
    MessageReceived,
    MailedOutside,
    MessageForwarded,
    SideSent,
    TranscriptSent,
)


def due(happening: EventKind) -> bool:
    """Whether the customer, or whom it names, is told of this.

    An answer always. A new ticket when it is to be acknowledged. A resolution, unless it is silent, the customer's own
    or already told by the answer that carries it. A closing by an agent; one by a link, for its holder may be another,
    or by who speaks for the company. What somebody in copy says about its being solved, for the requester decides.
    """
    match happening:
        case MessageSent() | ClosedByAgent() | CustomerReminded():
            return True
        case MailedOutside() | MessageForwarded() | SideSent() | TranscriptSent():
            return True
        case TicketOpened():
            return happening.acknowledge
        case TicketResolved():
            return not (happening.silent or happening.by_customer or happening.message)
        case ClosedByCustomer():
            return happening.by_link or happening.speaking
        case MessageReceived():
            return COPY_SOLVED in happening.marks
    return False


def deliver(event: Event) -> None:
    """Tell it by the channel that reaches the requester; again is harmless. Raises Later when it must wait."""
    channel = _channel(event)
    if channel is not None:
        channel.deliver(event)
    else:
        accepting.nobody_told(event.ticket_id or 0, event.pk)


def given_up(event: Event, why: str) -> None:
    """Nobody tries any more; the channel says so on the ticket."""
    channel = _channel(event)
    if channel is not None:
        channel.given_up(event, why)


def _channel(event: Event) -> Channel | None:
    ticket = records.find(Ticket, "id", event.ticket_id or 0)
    return channel_for(ticket) if ticket is not None and not is_internal(ticket) else None


EFFECT = Effect("mail", KINDS, deliver, due, given_up)
