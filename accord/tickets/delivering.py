"""What became of a message of ours after it left: the next server took it, refused it, or it came back."""

from typing import Any

from django.db import connection

from accord.core import clock, records
from accord.events.recording import record
from accord.people.models import Address
from accord.people.system import system
from accord.tickets.happenings import (
    MessageBounced,
    MessageDelivered,
    MessageFailed,
    MessageRefused,
    NoticeFailed,
    NoticeHeld,
)
from accord.tickets.lifecycle import change, locked
from accord.tickets.models import Message, Ticket
from accord.tickets.rows import adapted

OUTSIDE = "outside"
_TOLD = "UPDATE resolution SET told_at = %s WHERE told_at IS NULL AND"


def taken(message: Message) -> None:
    """The next server took it; what came back before is made good. Again is a no-op."""
    with locked(message.ticket) as ticket:
        if message.delivery != "sending":
            return
        message.delivery = "sent"
        records.update(message, ["delivery"])
        _told("message_id", message.pk)
        changed = change(ticket, undelivered=False) if ticket.undelivered and not message.is_note else {}
        record(MessageDelivered(ticket=ticket.pk, by_id=system().pk, set=changed, message=message.pk))


def tried_again(message: Message) -> None:
    """Somebody wants it sent once more: it is on its way, as if it had never failed."""
    with locked(message.ticket):
        message.delivery, message.delivery_note = "sending", ""
        records.update(message, ["delivery", "delivery_note"])


def failed(message: Message, why: str) -> None:
    """Nobody tries any more; `why` in the server's words. The ticket shows it."""
    with locked(message.ticket) as ticket:
        if message.delivery == "failed":
            return
        message.delivery, message.delivery_note = "failed", why[:2000]
        records.update(message, ["delivery", "delivery_note"])
        changed = _undelivered(ticket, message)
        record(MessageFailed(ticket=ticket.pk, by_id=system().pk, set=changed, message=message.pk, why=why[:300]))


def bounced(message: Message, address: str, why: str) -> None:
    """Our mail came back from `address`: shown on the message, the ticket and the contact's address."""
    with locked(message.ticket) as ticket:
        message.delivery, message.delivery_note = "bounced", why[:2000]
        records.update(message, ["delivery", "delivery_note"])
        mark_address(address, why)
        changed = _undelivered(ticket, message)
        record(
            MessageBounced(
                ticket=ticket.pk, by_id=system().pk, set=changed, message=message.pk, address=address, why=why[:300]
            )
        )


def _undelivered(ticket: Ticket, message: Message) -> dict[str, Any]:
    """The customer does not have it. A mail of a side conversation, which is a note, says nothing of him."""
    return {} if message.is_note else change(ticket, undelivered=True)


def refused(message: Message, address: str, why: str) -> None:
    """One of several recipients was refused, the others have it. Where it is the requester, it counts as bounced."""
    if address == message.ticket.requester_address:
        bounced(message, address, why)
        return
    with locked(message.ticket) as ticket:
        message.delivery_note = why[:2000]
        records.update(message, ["delivery_note"])
        mark_address(address, why)
        record(
            MessageRefused(ticket=ticket.pk, by_id=system().pk, message=message.pk, address=address, why=why[:300])
        )


def told(resolution_id: int) -> None:
    """The customer's server took the mail that asks whether it is solved. Again is a no-op."""
    _told("id", resolution_id)


def _told(column: str, number: int) -> None:
    """The resolutions for which that column has this value, and which were not told before, are told now."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_TOLD} {column} = %s", [adapted(clock.now()), number])


def not_told(ticket: Ticket, about: str, address: str, why: str) -> None:
    """A mail that Accord writes by itself was refused for good: shown on the ticket and on the contact's address.

    One `about` something for somebody outside says nothing of what the customer knows.
    """
    with locked(ticket):
        mark_address(address, why)
        changed = {} if about.startswith(OUTSIDE) else change(ticket, undelivered=True)
        record(
            NoticeFailed(ticket=ticket.pk, by_id=system().pk, set=changed, about=about, address=address, why=why[:300])
        )


def held(ticket: Ticket, about: str, address: str, because: str) -> None:
    """A mail that Accord writes by itself was not sent, for a reason of `tickets.telling.BECAUSE`."""
    with locked(ticket):
        record(NoticeHeld(ticket=ticket.pk, by_id=system().pk, about=about, address=address, because=because))


def mark_address(address: str, why: str) -> None:
    """Remember on the contact's address that mail to it came back."""
    Address.objects.filter(email=address.lower()).update(bounced_at=clock.now(), bounce_reason=why[:300])
