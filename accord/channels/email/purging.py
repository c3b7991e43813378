"""What goes from the mails of a ticket that is deleted for good: their bytes and subjects. Their fates stay."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable

from accord.channels.email.models import IncomingMail, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.models.outgoing import OutgoingState
from accord.core import letting_go
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Effect, Reaction
from accord.tickets.happenings import TicketPurged
from accord.tickets.models import Message

Files = dict[int, int | None]  # by the id of a ledger's row
ERASED = "erased"  # a key of `IncomingMail.details`


def react(_happening: EventKind | None, event: Event) -> None:
    """In the transaction of the purge, while the ticket's messages still say which mails are theirs."""
    ticket_id = event.ticket_id or 0
    came, went = incoming(ticket_id), outgoing(ticket_id)
    letting_go.let_go(number for number in [*came.values(), *went.values()] if number is not None)
    IncomingMail.objects.filter(pk__in=came).update(raw=None, subject="", details={ERASED: True})
    mails = OutgoingMail.objects.filter(pk__in=went)
    mails.filter(state=OutgoingState.WAITING).update(state=OutgoingState.FAILED)
    mails.update(raw=None, subject="")


def look_again(event: Event) -> None:
    """After the commit: a letter that a worker was making meanwhile, a mail that came again."""
    with transaction.atomic():
        react(None, event)


REACTION = Reaction(react, (TicketPurged,))
EFFECT = Effect("purged-mails", (TicketPurged,), look_again, leaves=False)


def incoming(ticket_id: int) -> Files:
    """The ledger's rows of the ticket's mails, and of the same mails that came again; with their files."""
    rows = IncomingMail.objects.values_list("pk", "raw_id")
    here = Message.objects.filter(ticket_id=ticket_id).values("pk")
    found: Files = dict(rows.filter(ticket_message_id__in=here))
    found |= dict(rows.filter(_not_elsewhere(ticket_id), ticket_id=ticket_id).exclude(fate=Fate.SAME))
    again = list(found)
    while again:
        same: Files = dict(rows.filter(same_as__in=again).exclude(pk__in=found))
        found |= same
        again = list(same)
    return found


def outgoing(ticket_id: int) -> Files:
    """The mails that went out from the ticket or about it, with their files."""
    rows = OutgoingMail.objects.values_list("pk", "raw_id")
    here = Message.objects.filter(ticket_id=ticket_id).values("pk")
    found: Files = dict(rows.filter(ticket_message_id__in=here))
    return found | dict(rows.filter(_not_elsewhere(ticket_id), ticket_id=ticket_id))


def _not_elsewhere(ticket_id: int) -> Combinable:
    """Not of a message that was split off, or merged into another ticket: it stands there now."""
    return ~Exists(Message.objects.filter(pk=OuterRef("ticket_message_id")).exclude(ticket_id=ticket_id))
