"""News as they are read: a sentence in the reader's language with today's names, and where it leads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accord.core.registry import Registry
from accord.events.models import Event
from accord.messaging.notices import abouts, notes
from accord.messaging.notices.bundling import LATE
from accord.people.models import Notice, Person
from accord.people.models.person import PersonKind
from accord.tickets import telling
from accord.tickets.happenings import (
    AgentsNotified,
    CustomerSaidNo,
    CustomerTookBack,
    ForwardAnswered,
    MessageReceived,
    MessageSent,
    NoteAdded,
    ReplyHeld,
    SideAnswered,
)
from accord.tickets.models import Message, Ticket

SNIPPET_CHARS = 140
ICONS = {
    abouts.MENTIONED: "at-sign",
    abouts.ASKED: "circle-question-mark",
    abouts.TOLD: "bell",
    abouts.CLOCK: "alarm-clock",
    abouts.ASSIGNED: "user-check",
    abouts.HANDED: "user-check",
    abouts.ANSWERED: "message-square",
    abouts.COLLEAGUE: "message-square",
    abouts.SIDE: "message-square",
    abouts.CHAT: "message-square",
    abouts.NOT_SENT: "triangle-alert",
    abouts.NO_AGAIN: "undo-2",
    abouts.WATCHED: "eye",
    abouts.OPENED: "inbox",
    abouts.DONE: "check-check",
}
_SAYING_NO = (CustomerSaidNo.key, CustomerTookBack.key)
_WRITING = (MessageReceived.key, MessageSent.key, NoteAdded.key, SideAnswered.key)

# News that stand on no ticket, by `data["what"]`: their facts as a sentence, and the address of a page.
elsewhere: Registry[Callable[[Mapping[str, Any]], tuple[str, str]]] = Registry("news without a ticket")


@elsewhere.add("chat")
def _chat(data: Mapping[str, Any]) -> tuple[str, str]:
    by = Person.objects.filter(pk=data.get("by") or 0).first()
    name = by.shown_name if by is not None else "?"
    return _("%(name)s writes to you in a chat") % {"name": name}, f"/chat/{data.get('chat')}/"


@dataclass(frozen=True, slots=True)
class News:
    """One thing as it stands in a list. `path` leads to it inside of the desk; `snippet` is what somebody wrote on the
    ticket, `words` the whole of what a colleague or a rule told him, `late_since` when the clock was due that is over.
    """

    id: int
    about: str
    icon: str
    sentence: str
    subject: str
    code: str
    path: str
    snippet: str
    words: str
    at: datetime
    is_read: bool
    urgent: bool
    ticket_id: int | None
    message_id: int | None
    late_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the sentences need, read at once."""

    events: Mapping[int, Event]
    tickets: Mapping[int, Ticket]
    people: Mapping[int, Person]
    messages: Mapping[int, Message]


def shown(rows: Sequence[Notice], reader: Person) -> list[News]:
    """These news of `reader` in the language that is active; five queries however many they are."""
    events = Event.objects.in_bulk({row.event_id for row in rows if row.event_id})
    tickets = Ticket.objects.select_related("department", "requester").in_bulk(
        {row.ticket_id for row in rows if row.ticket_id}
    )
    people = Person.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    spoken = {event.data.get("message") for event in events.values()} - {None}
    known = _Known(events, tickets, people, notes.readable(reader, Message.objects.in_bulk(spoken)))
    return [_news(row, known) for row in rows]


def _news(row: Notice, known: _Known) -> News:
    ticket = known.tickets.get(row.ticket_id or 0)
    event = known.events.get(row.event_id or 0)
    message = known.messages.get(event.data.get("message") or 0) if event is not None else None
    sentence, path = _elsewhere(row) if ticket is None else (_sentence(row, ticket, event, known), "")
    return News(
        id=row.pk,
        about=row.about,
        icon=ICONS.get(row.about, "bell"),
        sentence=sentence,
        subject=(ticket.subject or _("No subject")) if ticket is not None else "",
        code=ticket.code if ticket is not None else "",
        path=path if ticket is None else reverse("ticket", args=[ticket.code]),
        snippet=_snippet(message) if row.about != abouts.NOT_SENT else "",
        words=_words(event),
        at=row.at,
        is_read=row.read_at is not None,
        urgent=row.urgent,
        ticket_id=row.ticket_id,
        message_id=message.pk if message is not None else None,
        late_since=datetime.fromisoformat(row.data[LATE]) if LATE in row.data else None,
    )


def _elsewhere(row: Notice) -> tuple[str, str]:
    make = elsewhere.get(str(row.data.get("what", "")))
    return make(row.data) if make is not None else (str(abouts.abouts[row.about].label), "")


def _snippet(message: Message | None) -> str:
    text = " ".join((message.text if message is not None else "").split())
    return text if len(text) <= SNIPPET_CHARS else text[: SNIPPET_CHARS - 1].rstrip() + "…"


def _words(event: Event | None) -> str:
    """What was told, of an event that tells it."""
    told = event is not None and event.kind == AgentsNotified.key
    return str((event.words or {}).get("text", "")).strip() if event is not None and told else ""


def _sentence(row: Notice, ticket: Ticket, event: Event | None, known: _Known) -> str:
    actor = known.people.get(row.actor_id or 0)
    gaps = {"name": actor.shown_name if actor is not None else "?"}
    by_itself = actor is None or actor.kind == PersonKind.SYSTEM
    match row.about:
        case abouts.ASSIGNED:
            return _("A ticket was given to you") if by_itself else _("%(name)s gave you a ticket") % gaps
        case abouts.HANDED:
            return _("A ticket was handed to you")
        case abouts.ANSWERED:
            no = event is not None and event.kind in _SAYING_NO
            return (_("%(name)s says it is not solved") if no else _("%(name)s wrote on your ticket")) % gaps
        case abouts.COLLEAGUE:
            note = event is not None and event.kind == NoteAdded.key
            return (
                _("%(name)s wrote a note on your ticket") if note else _("%(name)s answered on your ticket")
            ) % gaps
        case abouts.SIDE if event is not None and event.kind == ForwardAnswered.key:
            return _("%(name)s answered a forwarded message") % gaps
        case abouts.SIDE:
            return _("%(name)s answered in a side conversation") % gaps
        case abouts.NOT_SENT if event is not None and event.kind == ReplyHeld.key:
            return _("An answer that was to go out now waits for your decision")
        case abouts.NOT_SENT:
            return _("An answer of yours did not arrive")
        case abouts.NO_AGAIN:
            return _("%(name)s has said No again") % {"name": ticket.requester.shown_name}
        case abouts.OPENED:
            return _("A new ticket in %(department)s") % {"department": ticket.department.name}
        case abouts.MENTIONED:
            return _("%(name)s mentions you") % gaps
        case abouts.WATCHED if event is not None:
            return _watched(event, gaps)
    return _told(event, gaps, by_itself=by_itself)


def _told(event: Event | None, gaps: Mapping[str, str], *, by_itself: bool) -> str:
    """What somebody, or a rule, told him: the first line."""
    first = _words(event).partition("\n")[0][:200]
    if first:
        return first
    return _("News about a ticket") if by_itself else _("%(name)s told you of a ticket") % gaps


def _watched(event: Event, gaps: Mapping[str, str]) -> str:
    if event.kind in _WRITING:
        return _("%(name)s wrote on a ticket that you watch") % gaps
    line = telling.tell([event], lambda moment: f"{moment:%Y-%m-%d %H:%M}")[0]
    return str(line.sentence.striptags())
