"""Storing mails before they are sent: bytes first, then the rows, so that a resend after a crash is the same mail."""

from collections.abc import Iterable

from django.db import transaction

from accord.channels.email import budget
from accord.channels.email.addressing import our_address
from accord.channels.email.building import build
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.core import clock, files, records
from accord.core.models import StoredFile
from accord.tickets import delivering
from accord.tickets.models import Message, Ticket

AGENT_PART = "agent-"  # with the agent's id: one event may call for mails to customers and to agents
HELD = "5.7.1"  # RFC 3463: delivery not authorized, message refused; here by our own guard
BY_TIME = frozenset({"resolved-by-time", "reminded", "closed-by-time"})


def rows_of(event_id: int, *, to_agents: bool = False) -> list[OutgoingMail]:
    """The mails of an event that were stored, in the order in which they go: to customers, or those to agents."""
    found = records.select(OutgoingMail, "event_id = %s ORDER BY id", [event_id])
    rows = [row for row in found if row.part.startswith(AGENT_PART) == to_agents]
    for row in rows:
        row.mailbox = records.find(Mailbox, "id", row.mailbox_id) if row.mailbox_id else None
        row.raw = records.find(StoredFile, "id", row.raw_id) if row.raw_id else None
    return rows


def store(event_id: int, mails: Iterable[Mail]) -> list[OutgoingMail]:
    """Store the mails of an event, all or none; those that nobody wrote only within their budget."""
    written = [(mail, files.write(build(mail))) for mail in mails]
    if not written:
        return []
    with transaction.atomic():
        return [row for mail, raw in written if (row := _store(event_id, mail, raw)) is not None]


def _not_on_its_way(mail: Mail) -> None:
    """An answer that a rule wrote and that is held: its message says so."""
    message = records.find_with(Message, "id", mail.ticket_message_id or 0, ("ticket",))
    if message is not None:
        delivering.failed(message, HELD)


def _store(event_id: int, mail: Mail, written: files.Written) -> OutgoingMail | None:
    raw = files.row_of(written)
    if mail.nature is not Nature.PERSON and mail.ticket_id is not None:
        ticket = records.new(Ticket, id=mail.ticket_id)  # whoever writes to it reads it anew
        for address in mail.recipients:
            because = budget.refusal(address, ticket)
            if because == "answers_itself" and mail.part in BY_TIME:
                because = ""  # at most once a day, so never part of a war of robots; an absence must not end it
            if because:
                delivering.held(ticket, mail.part, address, because)
                _not_on_its_way(mail)
                return None
            budget.spend(address, ticket)
    row = records.new(
        OutgoingMail,
        event_id=event_id,
        part=mail.part,
        message_id=mail.message_id,
        ticket_id=mail.ticket_id,
        ticket_message_id=mail.ticket_message_id,
        resolution_id=mail.resolution_id,
        mailbox=mail.mailbox,
        sender="" if mail.nature is Nature.REPLY else our_address(mail.mailbox),
        recipients=list(mail.recipients),
        subject=mail.subject[:300],
        raw=raw,
        created_at=clock.now(),
    )
    records.insert(row)
    return row
