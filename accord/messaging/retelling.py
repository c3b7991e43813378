"""A ticket's conversation told from its beginning, on paper and by mail: all of it, or what its customer reads.

What a customer does not read on his own page is in no public part: notes, what machines wrote, what belongs to the
people of a merged ticket (DOMAIN 7.5).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from accord.core.html import to_text
from accord.people.rights import Access
from accord.tickets import conversation
from accord.tickets.apart import APART
from accord.tickets.conversation import Said
from accord.tickets.models import Attachment, Message, Resolution, Ticket

# Mails that nobody wrote hold servers' words and others' addresses: they are for agents.
AUTOMATIC: Final = frozenset({"bounce", "delay", "receipt", "feedback", "auto-reply", "calendar-reply", "bulk"})
HIDDEN: Final = AUTOMATIC | {APART}  # nor what belongs to the people of a merged ticket
MOST = 500  # messages; who needs more has the ticket itself
LONGEST, LONGEST_OF_ALL = 60_000, 400_000  # signs of one message, of all of them
Kind = Literal["customer", "us", "note", "explanation"]


@dataclass(frozen=True)
class Entry:
    """Something that was said. `said` is None for an explanation, which is `parts`: label's key and words."""

    at: datetime
    kind: Kind
    name: str
    address: str = ""
    text: str = ""
    said: Said | None = None
    files: list[Attachment] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """Oldest first. `earlier`: there is more before the first. `talk` is where it came from."""

    entries: list[Entry]
    earlier: bool
    talk: conversation.Conversation


def public_part(ticket: Ticket, *, most: int = MOST) -> Told:
    """What the requester reads on his own page."""
    return _told(ticket, public=True, most=most)


def whole(
    ticket: Ticket, *, reader: Access | None = None, most: int = MOST, without: Collection[str] = ()
) -> Told:
    """All of it, notes too, as far as they are for `reader`. `without`: kinds of events that are not wanted."""
    return _told(ticket, public=False, most=most, without=without, reader=reader)


def _told(
    ticket: Ticket,
    *,
    public: bool,
    most: int,
    without: Collection[str] = (),
    reader: Access | None = None,
) -> Told:
    merged = ticket.merged_into_id is not None
    talk = conversation.load(
        ticket, public_only=public, window=most, merged=merged, without=without, reader=reader
    )
    hidden = AUTOMATIC if ticket.merged_into_id else HIDDEN
    entries: list[Entry] = []
    signs, cut = 0, False
    for said in reversed(talk.said):
        if public and (said.message.is_note or not hidden.isdisjoint(said.message.marks)):
            continue
        entry = _entry(said, public)
        signs += len(entry.text)
        if signs > LONGEST_OF_ALL and entries:
            cut = True
            break
        entries.append(entry)
    since = min((entry.at for entry in entries), default=None) if cut or talk.earlier else None
    entries += [each for each in _explanations(ticket) if since is None or each.at >= since]
    entries.sort(key=lambda entry: entry.at)
    return Told(entries, since is not None, talk)


def _entry(said: Said, public: bool) -> Entry:
    message = said.message
    kind: Kind = "note" if message.is_note else "us" if message.kind == "outgoing" else "customer"
    name = ""
    if said.author is not None:
        name = said.author.public_name if public else said.author.shown_name
    address = message.author_address if kind == "customer" and not public else ""
    return Entry(
        message.at, kind, name or message.author_address, address, words_of(message), said, said.shown_files
    )


def words_of(message: Message) -> str:
    """The words as plain text."""
    text = message.text.strip() or to_text(message.html).strip()
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"


def _explanations(ticket: Ticket) -> list[Entry]:
    """Why it was resolved, where no answer of the thread says it."""
    rows = Resolution.objects.filter(ticket=ticket, message=None, silent=False).select_related("by")
    found = []
    for row in rows.order_by("-id")[:MOST]:
        parts = [
            (key, text) for key, text in (("what", row.what), ("why", row.why), ("next", row.next)) if text
        ]
        if parts and row.by.is_agent:
            found.append(Entry(row.at, "explanation", row.by.public_name, parts=parts))
    return found
