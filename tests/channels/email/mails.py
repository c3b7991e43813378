"""Mails for tests, and the whole way from the spool to the ledger."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from accord.channels.email import intake, ledger
from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.spool import Body, Envelope, SegmentWriter, prepare
from accord.core import clock
from accord.people.models import Department
from accord.tickets.models import Ticket


def mailbox(department: Department, address: str = "support@example.com", **more: Any) -> Mailbox:
    return Mailbox.objects.create(address=address, department=department, **more)


def mail(
    sender: str = "Hannah Whitfield <hannah@example.com>",
    text: str = "The grinder stops after ten seconds, what can I do?",
    subject: str = "Coffee grinder stops",
    to: str = "support@example.com",
    **headers: str,
) -> bytes:
    """A mail as bytes; header names with _ for -; message_id="" leaves it out."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message_id = headers.pop("message_id", f"<{secrets.token_hex(8)}@customer.example>")
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def spooled(raw: bytes, recipients: Sequence[str] = ("support@example.com",), **envelope: Any) -> None:
    """Put one mail into the spool, as the listener does."""
    folder = prepare(settings.DATA)
    body = Body(folder)
    body.write(raw)
    values: dict[str, Any] = {
        "size": len(raw),
        "received_at": clock.now(),
        "peer": "192.0.2.1",
        "sender": "hannah@example.com",
        "protocol": "smtp",
    }
    writer = SegmentWriter(folder)
    try:
        writer.append([(Envelope(recipients=tuple(recipients), **{**values, **envelope}), body)])
    finally:
        writer.close()
        body.close()


def taken(raw: bytes, recipients: Sequence[str] = ("support@example.com",), **envelope: Any) -> IncomingMail:
    """Through the spool and the intake; the mail's row in the ledger."""
    spooled(raw, recipients, **envelope)
    assert intake.take(10) >= 1
    row = IncomingMail.objects.order_by("-id").first()
    assert row is not None and row.reason in ledger.REASONS  # every reason that is given has a sentence
    return row


def ticket_of(row: IncomingMail) -> Ticket:
    assert row.ticket_id is not None
    return Ticket.objects.get(pk=row.ticket_id)


def sent(ticket: Ticket, message_id: str, to: str = "hannah@example.com", **more: Any) -> OutgoingMail:
    """A mail of ours about the ticket, with that Message-ID."""
    return OutgoingMail.objects.create(
        event_id=OutgoingMail.objects.count() + 1,
        part="answer",
        message_id=message_id,
        ticket_id=ticket.pk,
        recipients=[to],
        created_at=clock.now(),
        **more,
    )


def later(**by: int) -> Any:
    """A clock that runs ahead by that time: `with clock.running(later(days=8))`."""
    ahead = timedelta(**by)
    return lambda: datetime.now(UTC) + ahead
