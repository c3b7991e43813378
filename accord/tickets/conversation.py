"""A ticket's conversation as it is read: messages, notes and events in order, in windows from the newest back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from accord.core import records
from accord.events.models import Event
from accord.people.models import Person
from accord.people.rights import Access
from accord.tickets import audiences, sides_shown
from accord.tickets.audiences import Audience
from accord.tickets.models import Attachment, Message, SideConversation, Ticket
from accord.tickets.rows import adapted, among

WINDOW = 40  # messages on a page; older ones are a link away
MOST_EVENTS = 400


@dataclass(slots=True)
class Said:
    """A message with its author and files; of a note for whom it is, and the side conversation that it stands in."""

    message: Message
    author: Person | None
    files: list[Attachment] = field(default_factory=list)
    audience: Audience = audiences.EVERYBODY
    side: SideConversation | None = None

    @property
    def shown_files(self) -> list[Attachment]:
        """Files that stand below the words: not those that the words show inside them."""
        return [
            each
            for each in self.files
            if not (each.inline and each.content_id and each.content_id in self.message.html)
        ]


@dataclass(slots=True)
class Conversation:
    """A window of it. `earlier`: the message id before which there is more, or None. `newest`: the last message id."""

    said: list[Said]
    events: list[Event]
    earlier: int | None
    newest: int
    people: dict[int, Person] = field(default_factory=dict)  # the authors and who was known before, by id

    def in_order(self, events: Sequence[Event]) -> list[Said | Event]:
        """The messages and those of the events that `events` names, by time, a message before what it caused."""
        entries: list[tuple[datetime, int, int, Said | Event]] = [
            (s.message.at, 0, s.message.id, s) for s in self.said
        ]
        entries += [(event.at, 1, event.id, event) for event in events]
        return [entry[3] for entry in sorted(entries, key=lambda entry: entry[:3])]


def load(
    ticket: Ticket,
    *,
    before: int | None = None,
    public_only: bool = False,
    window: int = WINDOW,
    known: Iterable[Person] = (),
    without: Collection[str] = (),
    merged: bool = False,
    reader: Access | None = None,
) -> Conversation:
    """The newest `window` messages (before a message id) with the events among them, but those of the kinds `without`.

    `public_only` leaves out notes and what customers must not see. Notes for a chosen audience are there only where
    `reader` belongs to it, so without a reader none is. Persons that are `known` are not read again.
    `merged`: of a ticket that was merged away, whose messages stand in the survivor's thread.
    """
    condition = (
        ("id IN (SELECT message_id FROM merged_message WHERE source_id = %s)" if merged else "ticket_id = %s")
        + (" AND kind <> 'note'" if public_only else "") + (" AND id < %s" if before else "")
    )
    params = [ticket.pk, before] if before else [ticket.pk]
    found = records.select(Message, f"{condition} ORDER BY id DESC LIMIT {window + 1}", params)
    earlier = found[window - 1].pk if len(found) > window else None
    found = found[:window][::-1]
    newest = found[-1].pk if found else 0
    heard = audiences.of(found)
    unread = audiences.hidden(found, heard, reader)
    found = [message for message in found if message.id not in unread] if unread else found
    authors = {person.pk: person for person in known}
    authors |= records.by_ids(Person, {m.author_id for m in found if m.author_id} - authors.keys())
    for message in found:
        records.relate(message, "author", authors.get(message.author_id or 0))
    return Conversation(
        said=_said(found, heard),
        events=_events(ticket, found, earlier, before, public_only, without),
        earlier=earlier,
        newest=newest,
        people=authors,
    )


def _said(found: list[Message], heard: Mapping[int, Audience]) -> list[Said]:
    """The messages with what belongs to them; nothing is asked that none of them has."""
    nobody = audiences.EVERYBODY
    said = {each.id: Said(each, each.author, audience=heard.get(each.id, nobody)) for each in found}
    for number, side in sides_shown.of(found).items():
        said[number].side = side
    with_files = [message.pk for message in found if message.has_files]
    if with_files:
        wanted, params = among("message_id", with_files)
        for each in records.select(Attachment, f"{wanted} ORDER BY id", params):
            said[each.message_id].files.append(each)  # type: ignore[index]
    return list(said.values())


def _events(
    ticket: Ticket,
    found: list[Message],
    earlier: int | None,
    before: int | None,
    public_only: bool,
    without: Collection[str],
) -> list[Event]:
    condition, params = "ticket_id = %s", list[Any]([ticket.pk])
    if earlier is not None and found:
        condition, params = f"{condition} AND at >= %s", [*params, adapted(found[0].at)]
    if before is not None and found:
        condition, params = f"{condition} AND at <= %s", [*params, adapted(found[-1].at)]
    if public_only:
        condition += " AND public"
    if without:
        condition += _but(tuple(without))
    return records.select(Event, f"{condition} ORDER BY id DESC LIMIT {MOST_EVENTS}", params)[::-1]


@lru_cache(maxsize=16)
def _but(kinds: tuple[str, ...]) -> str:
    """The condition that leaves these kinds out, written out: forty values to bind take longer than the reading."""
    quoted = ", ".join("'" + key.replace("'", "''").replace("%", "%%") + "'" for key in kinds)
    return f" AND kind NOT IN ({quoted})"
