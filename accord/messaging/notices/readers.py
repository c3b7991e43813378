"""Who is to hear of an event, and as which kind of news. Nobody hears of what he did himself."""

from collections.abc import Callable, Iterable

from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.messaging.chats.happenings import ChatSaid
from accord.messaging.notices import abouts, choosing, watchers
from accord.people.models import Membership, Person
from accord.people.models.person import PersonKind, Role
from accord.tickets import lifecycle
from accord.tickets.happenings import (
    AgentsMentioned,
    AgentsNotified,
    ClosedByAgent,
    ClosedByCustomer,
    CustomerSaidNo,
    CustomerSaidNoAgain,
    CustomerTookBack,
    ForwardAnswered,
    MessageBounced,
    MessageFailed,
    MessageReceived,
    MessageRefused,
    MessageSent,
    NoteAdded,
    ReplyHeld,
    SideAnswered,
    TicketAssigned,
    TicketEvent,
    TicketOpened,
    TicketPostponed,
    TicketReopened,
    TicketResolved,
    TicketTransferred,
)
from accord.tickets.models import Message, SideConversation, State, Ticket

Found = list[tuple[int, str]]  # person's id, key of the kind of news; of one person the first counts
_NOT_TOLD = frozenset({"outgoing", "import"})
_CLOCKS = ("sla:", "late_ladder")

_WORDS: tuple[type[TicketEvent], ...] = (
    MessageReceived,
    CustomerSaidNo,
    CustomerTookBack,
    MessageSent,
    NoteAdded,
)
_UNSENT: tuple[type[TicketEvent], ...] = (MessageFailed, MessageBounced, MessageRefused)
_STEPS: tuple[type[TicketEvent], ...] = (
    TicketResolved,
    TicketReopened,
    ClosedByCustomer,
    ClosedByAgent,
    TicketTransferred,
    TicketPostponed,
)
KINDS: tuple[type[EventKind], ...] = (
    *_WORDS,
    *_UNSENT,
    *_STEPS,
    TicketAssigned,
    TicketOpened,
    AgentsNotified,
    AgentsMentioned,
    SideAnswered,
    ForwardAnswered,
    ReplyHeld,
    CustomerSaidNoAgain,
    ChatSaid,
)


def due(happening: EventKind) -> bool:
    """Whether anybody may be told. Asked in the transaction of the change: it asks the database nothing."""
    match happening:
        case TicketAssigned():
            given = happening.assignee is not None and happening.assignee != happening.by_id
            return given or watchers.anybody()
        case TicketOpened():
            told = happening.how not in _NOT_TOLD and happening.set.get("state") != State.SPAM
            return told and choosing.anybody_may_want(abouts.OPENED)
        case MessageReceived():
            only = "courtesy" in happening.marks and "copy-solved" not in happening.marks
            thanks = only and happening.was in (State.RESOLVED, State.CLOSED)
            return not thanks and happening.was != State.SPAM and _held_by_another(happening)
        case MessageSent() | NoteAdded() | CustomerSaidNo() | CustomerTookBack():
            return _held_by_another(happening)
        case SideAnswered():
            return not happening.mark  # what a program answered is no news
        case _ if isinstance(happening, _STEPS):
            return watchers.anybody()
    return True


def _held_by_another(happening: TicketEvent) -> bool:
    if watchers.anybody():
        return True
    ticket = lifecycle.in_hand(happening.ticket)
    return ticket is None or ticket.assignee_id not in (None, happening.by_id)


def of(event: Event, ticket: Ticket) -> Found:
    """Who may be to hear of it, as what; whether he may see the ticket is not asked here."""
    find = _FINDERS.get(event.kind, _nobody)
    watching = [(each, abouts.WATCHED) for each in watchers.of(ticket.pk)]
    named = _named_in(event) if event.kind == NoteAdded.key else frozenset[int]()
    return [found for found in (*find(event, ticket), *watching) if found[0] not in named]


def _named_in(event: Event) -> frozenset[int]:
    """Whom that note names: they hear of it as such, once."""
    rows = Event.objects.filter(ticket_id=event.ticket_id, pk__gt=event.pk, kind=AgentsMentioned.key)
    about = [
        row.data for row in rows.order_by("pk")[:5] if row.data.get("message") == event.data.get("message")
    ]
    return frozenset(person for data in about for person in data.get("people", ()))


def add(kind: type[EventKind], find: Callable[[Event, Ticket], Found]) -> None:
    """Let another kind of event have readers; the effect hears of it where it is made after this."""
    _FINDERS[kind.key] = find
    _added.append(kind)


def kinds() -> tuple[type[EventKind], ...]:
    """All kinds of events that may have readers."""
    return (*KINDS, *_added)


def _nobody(event: Event, ticket: Ticket) -> Found:
    return []


def _assigned(event: Event, ticket: Ticket) -> Found:
    person = event.data.get("assignee")
    if person is None or person != ticket.assignee_id:  # it went on to somebody else meanwhile
        return []
    return [(person, abouts.HANDED if event.data.get("because") == "hand_out" else abouts.ASSIGNED)]


def _answered(event: Event, ticket: Ticket) -> Found:
    return [(ticket.assignee_id, abouts.ANSWERED)] if ticket.assignee_id else []


def _colleague(event: Event, ticket: Ticket) -> Found:
    if (
        ticket.assignee_id is None
        or not Person.objects.filter(pk=event.actor_id, kind=PersonKind.AGENT).exists()
    ):
        return []
    return [(ticket.assignee_id, abouts.COLLEAGUE)]


def _opened(event: Event, ticket: Ticket) -> Found:
    wanted = choosing.who_chose(abouts.OPENED)
    inside = Membership.objects.filter(department_id=ticket.department_id, person__in=wanted)
    above = Person.objects.filter(pk__in=wanted, role__in=(Role.OWNER, Role.ADMIN), memberships=None)
    found = {*inside.values_list("person_id", flat=True), *above.values_list("pk", flat=True)}
    return [(each, abouts.OPENED) for each in sorted(found)]


def _meant(event: Event, ticket: Ticket) -> Found:
    because = str(event.data.get("because", ""))
    about = abouts.ASKED if because == "supervisor_asked" else abouts.TOLD
    if because.startswith(_CLOCKS):
        about = abouts.CLOCK
    return [(each, about) for each in event.data.get("people", ())]


def _mentioned(event: Event, ticket: Ticket) -> Found:
    return [(each, abouts.MENTIONED) for each in event.data.get("people", ())]


def _beside(event: Event, ticket: Ticket) -> Found:
    """Who began the side conversation, and who holds the ticket."""
    side = SideConversation.objects.filter(pk=event.data.get("side") or 0).first()
    people = dict.fromkeys([side.begun_by_id if side is not None else None, ticket.assignee_id])
    return [(each, abouts.SIDE) for each in people if each is not None]


def _forwarded(event: Event, ticket: Ticket) -> Found:
    """Who forwarded what is answered now, and who holds the ticket."""
    note = Message.objects.filter(pk=event.data.get("to_note") or 0).first()
    people = dict.fromkeys([note.author_id if note is not None else None, ticket.assignee_id])
    return [(each, abouts.SIDE) for each in people if each is not None]


def _held(event: Event, ticket: Ticket) -> Found:
    """Whose answer could not go out at its time and, where his access has ended, who holds the ticket."""
    people = dict.fromkeys(
        [event.data.get("person"), ticket.assignee_id if event.data.get("why") == "writer_gone" else None]
    )
    return [(each, abouts.NOT_SENT) for each in people if each is not None]


def _no_again(event: Event, ticket: Ticket) -> Found:
    return [(each, abouts.NO_AGAIN) for each in event.data.get("people", ())]


def _unsent(event: Event, ticket: Ticket) -> Found:
    """Whoever wrote it; of what a rule wrote, who holds the ticket."""
    row = (
        Message.objects.filter(pk=event.data.get("message") or 0)
        .values_list("author_id", "author__kind")
        .first()
    )
    writer = row[0] if row is not None and row[1] == PersonKind.AGENT else ticket.assignee_id
    return [(writer, abouts.NOT_SENT)] if writer else []


def _each(kinds: Iterable[type[EventKind]], find: Callable[[Event, Ticket], Found]) -> None:
    for kind in kinds:
        _FINDERS[kind.key] = find


_added: list[type[EventKind]] = []
_FINDERS: dict[str, Callable[[Event, Ticket], Found]] = {
    TicketAssigned.key: _assigned,
    TicketOpened.key: _opened,
    AgentsNotified.key: _meant,
    CustomerSaidNoAgain.key: _no_again,
    AgentsMentioned.key: _mentioned,
    SideAnswered.key: _beside,
    ForwardAnswered.key: _forwarded,
    ReplyHeld.key: _held,
}
_each((MessageReceived, CustomerSaidNo, CustomerTookBack), _answered)
_each((MessageSent, NoteAdded), _colleague)
_each(_UNSENT, _unsent)
