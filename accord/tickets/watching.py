"""Watching a ticket: an agent hears of what happens on it without having it."""

import time
from collections.abc import Collection

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Invalid, NotAllowed
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Reaction
from accord.events.recording import record
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import seeing
from accord.tickets.happenings import (
    AgentsMentioned,
    MessageSent,
    NoteAdded,
    TicketAssigned,
    TicketMerged,
    TicketUnwatched,
    TicketWatched,
)
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket, Watcher, WatchHabit

MENTIONED, REPLIED, NOTED, GIVEN_AWAY = "mentioned", "replied", "noted", "given_away"
MOMENTS: dict[str, Promise] = {
    MENTIONED: _("Somebody mentions me in a note"),
    REPLIED: _("I answer the customer"),
    NOTED: _("I write a note"),
    GIVEN_AWAY: _("A ticket of mine is given to somebody else"),
}
EVER = "tickets.watched"
options.define(EVER, False, _("Whether any ticket was ever watched"), shown=False)
_KEEP_S = 2.0
_remembered: tuple[float, frozenset[str]] = (0.0, frozenset())


def watch(ticket: Ticket, *, by: Person, because: str = "") -> bool:
    """Watch it from now on, in any state; again is a no-op. Gives whether it is new. Raises NotAllowed."""
    if not by.is_agent or not seeing.may_see(access_of(by), ticket):
        raise NotAllowed("see")
    with locked(ticket):
        return _begin(ticket.pk, by.pk, because)


def unwatch(ticket: Ticket, *, by: Person) -> None:
    """Watch it no more; also one that he may no longer see."""
    with locked(ticket):
        if Watcher.objects.filter(ticket=ticket, person=by).delete()[0]:
            record(TicketUnwatched(ticket=ticket.pk, by_id=by.pk, person=by.pk))


def watches(ticket: Ticket, person: Person) -> bool:
    """Whether he watches it."""
    return Watcher.objects.filter(ticket=ticket, person=person).exists()


def watchers(ticket_id: int) -> list[Person]:
    """The active agents who watch it and may see it, the longest first."""
    rows = Watcher.objects.select_related("person").filter(ticket_id=ticket_id, person__is_active=True)
    ticket = Ticket.objects.get(pk=ticket_id)
    return [row.person for row in rows.order_by("id") if seeing.may_see(access_of(row.person), ticket)]


def ids(ticket_id: int) -> list[int]:
    """The same as ids, with those who may no longer see it."""
    return list(Watcher.objects.filter(ticket_id=ticket_id).order_by("id").values_list("person_id", flat=True))


def anybody_watches() -> bool:
    """Whether any ticket was ever watched."""
    return bool(options.get(EVER))


def habits_of(person: Person) -> set[str]:
    """The moments at which tickets come under his watch by themselves."""
    return set(WatchHabit.objects.filter(person=person).values_list("moment", flat=True))


def choose(person: Person, moments: Collection[str], *, by: Person) -> None:
    """Have exactly these habits. Everybody chooses for himself. Raises NotAllowed, Invalid."""
    if by.pk != person.pk or not person.is_agent:
        raise NotAllowed("watch")
    if not set(moments) <= MOMENTS.keys():
        raise Invalid("moments")
    with transaction.atomic():
        WatchHabit.objects.filter(person=person).exclude(moment__in=moments).delete()
        for moment in sorted(set(moments) - habits_of(person)):
            WatchHabit.objects.create(person=person, moment=moment)
    forget()


def forget() -> None:
    """Drop what is remembered (after a change, and between tests)."""
    global _remembered
    _remembered = (0.0, frozenset())


def react(happening: EventKind, event: Event) -> None:
    """In the transaction: begin to watch for those whose habit it is; with a merged ticket its watchers come along."""
    match happening:
        case TicketMerged():
            _come_along(happening.ticket, happening.into)
        case AgentsMentioned():
            _by_habit(MENTIONED, happening.ticket, happening.people)
        case MessageSent():
            _by_habit(REPLIED, happening.ticket, [happening.by_id])
        case NoteAdded():
            _by_habit(NOTED, happening.ticket, [happening.by_id])
        case TicketAssigned():
            if happening.before is not None and happening.before != happening.assignee:
                _by_habit(GIVEN_AWAY, happening.ticket, [happening.before])


REACTION = Reaction(react, (TicketMerged, AgentsMentioned, MessageSent, NoteAdded, TicketAssigned))


def _by_habit(moment: str, ticket_id: int, people: Collection[int]) -> None:
    if not people or not _anybody(moment):
        return
    for number in WatchHabit.objects.filter(moment=moment, person_id__in=people).values_list("person_id", flat=True):
        _begin(ticket_id, number, "watch_habit")


def _begin(ticket_id: int, person_id: int, because: str) -> bool:
    _row, made = Watcher.objects.get_or_create(
        ticket_id=ticket_id, person_id=person_id, defaults={"since": clock.now()}
    )
    if made:
        if not options.get(EVER):
            options.put(EVER, True)
        record(TicketWatched(ticket=ticket_id, by_id=person_id, person=person_id, because=because))
    return made


def _come_along(source: int, into: int) -> None:
    for number in list(Watcher.objects.filter(ticket_id=source).values_list("person_id", flat=True)):
        _begin(into, number, "merged_here")


def _anybody(moment: str) -> bool:
    """Whether any agent has that habit. Asked at each answer, so it is remembered for two seconds."""
    global _remembered
    at, moments = _remembered
    if time.monotonic() - at > _KEEP_S:
        moments = frozenset(WatchHabit.objects.order_by().values_list("moment", flat=True).distinct())
        _remembered = (time.monotonic(), moments)
    return moment in moments
