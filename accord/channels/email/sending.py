"""Sending what an event calls for: stored first, then handed over, at least once and always as the same mail.

A worker that dies between storing and sending, or between the server's yes and our note of it, leaves a row that the
next worker sends again, byte for byte and with its Message-ID.
"""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from accord.channels.email import transport
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.models.outgoing import OutgoingState
from accord.channels.email.planning import plan
from accord.channels.email.reaching import unusable
from accord.channels.email.settling import next_try, settle, told, waiting
from accord.channels.email.storing import rows_of, store
from accord.channels.email.transport import Outcome, Unreachable
from accord.core import clock, files, records
from accord.events.delivering import Later
from accord.events.models import Event
from accord.tickets import delivering
from accord.tickets.happenings import CustomerReminded, MessageSent, SideSent, TicketResolved
from accord.tickets.models import Message
from accord.tickets.silence import accepting

log = logging.getLogger(__name__)
_WRITTEN = (MessageSent.key, SideSent.key)
_ASKING = (TicketResolved.key, CustomerReminded.key)
NO_ADDRESS = "5.1.3"  # RFC 3463: bad destination mailbox address; the same in every language


def deliver(event: Event) -> None:
    """Send the mails of this event. Raises Later while a server says "not now" or cannot be reached."""
    rows = rows_of(event.pk)
    if not rows:
        rows = store(event.pk, plan(event))
        if event.kind in _WRITTEN:
            _tell_unwritable(event, rows)
        elif event.kind in _ASKING and not any(row.resolution_id for row in rows):
            accepting.nobody_told(event.ticket_id or 0, event.pk)
    send_all(rows)


def send_all(rows: Sequence[OutgoingMail]) -> None:
    """Send those that wait. Raises Later while one of them has to wait on."""
    for row in rows:
        if row.state == OutgoingState.WAITING:
            send(row)
    unsent = [row for row in rows if row.state == OutgoingState.WAITING]
    if unsent:
        raise Later(min(next_try(row) for row in unsent), unsent[0].last_error)


def send(row: OutgoingMail) -> None:
    """One attempt for the recipients that are still waiting; the row says afterwards what became of it."""
    mailbox = row.mailbox
    if keeps(mailbox) or mailbox is None or row.raw is None:
        _keep(row)
        return
    recipients = waiting(row)
    try:
        outcome = transport.hand_over(mailbox, row.sender, recipients, files.read(row.raw))
    except Unreachable as error:
        outcome = Outcome(later=dict.fromkeys(recipients, str(error)))
        log.warning("mailbox %s cannot be sent from: %s", mailbox.address, error)
        Mailbox.objects.filter(pk=mailbox.pk).exclude(last_error=str(error)).update(last_error=str(error))
    with transaction.atomic():
        settle(row, outcome)


def keeps(mailbox: Mailbox | None) -> bool:
    """Whether mails of that mailbox are kept and shown instead of sent: the demo, or no way out is set up."""
    return settings.DEMO or mailbox is None or not mailbox.has_way_out


def _keep(row: OutgoingMail) -> None:
    """Keep it to be read in the browser. In the demo that counts as delivered; elsewhere it can be released later."""
    with transaction.atomic():
        row.state = OutgoingState.KEPT
        if settings.DEMO:
            row.outcomes, row.sent_at = dict.fromkeys(row.recipients, ""), clock.now()
        records.update(row, ["state", "outcomes", "sent_at"])
        if settings.DEMO and row.ticket_id is not None:
            told(row, list(row.recipients), {})


def given_up(event: Event, why: str) -> None:
    """Nobody tries any more, because of an error of ours: shown on the message, the mails stay as they are."""
    for row in rows_of(event.pk):
        if row.state == OutgoingState.WAITING:
            settle(row, Outcome(refused=dict.fromkeys(waiting(row), why)))
    if event.kind in _WRITTEN:
        message = (
            Message.objects.select_related("ticket")
            .filter(pk=event.data["message"], delivery="sending")
            .first()
        )
        if message is not None:
            delivering.failed(message, why)


def _tell_unwritable(event: Event, rows: Sequence[OutgoingMail]) -> None:
    """Addresses in an answer that no mail can go to: all of them is a failure, some of them are shown."""
    message = records.find_with(Message, "id", event.data["message"], ("ticket",))
    if message is None:
        return
    if not rows:
        delivering.failed(message, NO_ADDRESS)
        return
    for address in unusable([*message.to, *message.cc, *message.bcc]):
        delivering.refused(message, address, NO_ADDRESS)
