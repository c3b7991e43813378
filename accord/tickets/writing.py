"""Adding a message to a ticket: the row, its files, and what the ticket's row shows of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.core import clock
from accord.core.models import StoredFile
from accord.core.records import insert, new
from accord.people.models import Person
from accord.tickets.models import Attachment, Message, MessageKind, Ticket
from accord.tickets.related.mentioning import note_mentions

SNIPPET = 200


@dataclass(frozen=True)
class FileOf:
    """A stored file with the name and place that it has in a message."""

    file: StoredFile
    name: str
    content_type: str
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True)
class Words:
    """What somebody wrote: plain text, clean HTML, what was folded, and the files."""

    text: str = ""
    html: str = ""
    quoted: str = ""
    files: Sequence[FileOf] = ()
    language: str = ""
    marks: Sequence[str] = field(default_factory=tuple)


def add_message(
    ticket: Ticket,
    kind: MessageKind,
    words: Words,
    *,
    by: Person | None,
    address: str = "",
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    channel: str = "",
    delivery: str = "",
) -> Message:
    """Store a message with its files. The ticket's row is changed by the verb, with `seen_on_ticket`."""
    message = compose(
        ticket, kind, words, by=by, address=address, to=to, cc=cc, bcc=bcc, channel=channel, delivery=delivery
    )
    insert(message)
    attach(message, words.files)
    note_mentions(ticket, message, by)
    return message


def compose(
    ticket: Ticket,
    kind: MessageKind,
    words: Words,
    *,
    by: Person | None,
    address: str = "",
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    channel: str = "",
    delivery: str = "",
) -> Message:
    """The message as `add_message` stores it, not stored."""
    return new(
        Message,
        ticket=ticket,
        kind=kind,
        author=by,
        author_address=address,
        channel=channel or ticket.channel,
        at=clock.now(),
        text=words.text,
        html=words.html,
        quoted=words.quoted,
        to=list(to),
        cc=list(cc),
        bcc=list(bcc),
        language=words.language,
        marks=list(words.marks),
        delivery=delivery,
        has_files=bool(words.files),
    )


def attach(message: Message, files: Iterable[FileOf]) -> None:
    """Add files to a stored message."""
    for each in files:
        insert(
            new(
                Attachment,
                message=message,
                file=each.file,
                name=each.name,
                content_type=each.content_type,
                size=each.file.size,
                inline=each.inline,
                content_id=each.content_id[:255],
            )
        )


def written_at(message: Message, at: datetime) -> None:
    """Say when it was written, where that was before it came to us. When the ticket heard of it stays."""
    message.at = at
    message.save(update_fields=["at"])


def seen_on_ticket(ticket: Ticket, message: Message) -> dict[str, Any]:
    """The ticket's columns that a new public message changes."""
    fields: dict[str, Any] = {
        "messages_count": ticket.messages_count + 1,
        "last_message_at": message.at,
        "snippet": " ".join(message.text.split())[:SNIPPET],
    }
    if message.kind == MessageKind.INCOMING:
        fields["last_customer_at"] = message.at
    else:
        fields["last_answered_at"] = message.at
        fields["first_answered_at"] = ticket.first_answered_at or message.at
    return fields
