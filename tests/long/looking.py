"""What a test wants to see of what a desk took in, called through `tests/insider.py`."""

import base64
from typing import Any

from accord.channels.email.models import IncomingMail
from accord.core import files
from accord.tickets.models import Attachment, Message, Ticket


def mails(subject: str) -> list[dict[str, Any]]:
    """The ledger's rows of a subject, oldest first, each with its ticket, its words, its files and its original."""
    rows = IncomingMail.objects.select_related("raw", "mailbox").filter(subject=subject).order_by("id")
    return [_shown(row) for row in rows]


def _shown(row: IncomingMail) -> dict[str, Any]:
    message = Message.objects.filter(pk=row.ticket_message_id or 0).first()
    ticket = Ticket.objects.select_related("department").filter(pk=row.ticket_id or 0).first()
    kept = Attachment.objects.filter(message=message).select_related("file") if message else []
    return {
        "fate": row.fate,
        "reason": row.reason,
        "recipients": row.recipients,
        "mailbox": row.mailbox.address if row.mailbox else "",
        "department": ticket.department.name if ticket else "",
        "code": ticket.code if ticket else "",
        "state": ticket.state if ticket else "",
        "text": message.text if message else "",
        "files": [(each.name, each.content_type, each.file.sha256) for each in kept],
        "raw": base64.b64encode(files.read(row.raw)).decode() if row.raw else "",
    }
