"""Automatic hand-out: waiting tickets go to agents who are here and have room, in the order of work (DOMAIN 2.2, 6.7).

An effect after each event that can give a ticket to hand out or an agent with room, and timers where nothing happens at
the moment that counts. Nothing is scanned: a department's first tickets are read along the index of To Solve.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accord.core import clock, options
from accord.core.errors import AccordError
from accord.events import timers
from accord.events.kinds import EventKind
from accord.events.models import Event, Timer
from accord.events.reactions import Effect
from accord.people import presence
from accord.people.happenings import (
    LevelChanged,
    OptionChanged,
    PersonBack,
    PersonPresence,
    PersonReactivated,
    WayChanged,
)
from accord.people.models import Membership, Presence
from accord.people.models.department import Level
from accord.people.system import system
from accord.queue import choosing, days, load, on_screen, rules, sorting
from accord.queue.choices import CAPACITY, CHANNELS, WRITTEN
from accord.queue.choosing import choose
from accord.queue.load import Load
from accord.queue.models import HandOut, Turn
from accord.tickets import happenings, lifecycle
from accord.tickets.assigning import assign
from accord.tickets.models import Ticket, TicketTag
from accord.tickets.tags.known import asked_as

BECAUSE = "hand_out"
LOOKED_AT = 50  # tickets of a department that are held in one go
FARTHEST = 1000  # how far down the order; those below wait until one of them is gone
AT_ONCE = 10  # tickets in one transaction

WAITS: tuple[type[EventKind], ...] = (
    happenings.TicketOpened,
    happenings.MessageReceived,
    happenings.TicketReopened,
    happenings.CustomerSaidNo,
    happenings.CustomerTookBack,
    happenings.PostponementOver,
    happenings.TicketTransferred,
    happenings.TicketAssigned,
    happenings.MarkedNotSpam,
    happenings.TicketUndeleted,
    happenings.TicketUnmerged,
    happenings.MessageRejudged,
)
FREES: tuple[type[EventKind], ...] = (
    happenings.MessageSent,
    happenings.MarkedAnswered,
    happenings.TicketResolved,
    happenings.ClosedByCustomer,
    happenings.TicketPostponed,
    happenings.MarkedSpam,
    happenings.TicketDeleted,
    happenings.TicketMerged,
)
PERSONS: tuple[type[EventKind], ...] = (
    PersonPresence,
    PersonBack,
    PersonReactivated,
    WayChanged,
    LevelChanged,
)
_FREES = frozenset(each.key for each in FREES)
_PERSONS = frozenset(each.key for each in PERSONS)


def _due(happening: EventKind) -> bool:
    if isinstance(happening, PersonPresence) and happening.presence != Presence.ONLINE:
        return False
    if isinstance(happening, happenings.TicketAssigned) and happening.because == BECAUSE:
        return False
    if isinstance(happening, OptionChanged) and happening.option != CAPACITY:
        return False
    return rules.anybody_hands_out() and _concerns(happening)


def _concerns(happening: EventKind) -> bool:
    """Whether it is about a department that hands out, or about somebody who answers in one. Asked of what the verb
    holds in its hands, so that work elsewhere makes none here."""
    if not isinstance(happening, happenings.TicketEvent):
        return True
    ticket = lifecycle.in_hand(happening.ticket)
    if ticket is None or rules.hands_out(ticket.department_id):
        return True
    if isinstance(happening, happenings.TicketTransferred) and "assignee_id" in happening.set:
        return True
    freed = happening.before if isinstance(happening, happenings.TicketAssigned) else ticket.assignee_id
    return freed in rules.receivers()


def react(event: Event) -> None:
    """What an event asks for: its department is looked at, or those of the agent who has room now."""
    if event.kind in _PERSONS:
        for_agent(event.subject_id)
        return
    if event.kind == OptionChanged.key:
        options.forget()  # another process changed it a moment ago
        everywhere()
        return
    ticket = Ticket.objects.filter(pk=event.ticket_id or 0).first()
    if ticket is None:
        return
    if event.kind == happenings.TicketTransferred.key and "assignee_id" in event.data.get("set", {}):
        everywhere()  # whose desk it left is not known
        return
    freed = event.data.get("before") if event.kind == happenings.TicketAssigned.key else None
    if event.kind in _FREES:
        freed = ticket.assignee_id
        if freed is not None:
            Turn.objects.update_or_create(person_id=freed, defaults={"free_at": event.at})
    if ticket.to_solve and ticket.assignee_id is None:
        in_department(ticket.department_id)
    if freed is not None:
        for_agent(int(freed))


EFFECT = Effect(
    "hand_out",
    (*WAITS, *FREES, *PERSONS, OptionChanged),
    react,
    due=_due,
    leaves=False,
)


def time_is_up(timer: Timer) -> None:
    """A screen was closed, a department begins to hand out, or an agent's day begins."""
    if timer.subject_kind == "department":
        rules.forget()  # another process may have let it begin a moment ago
        in_department(timer.subject_id)
    elif timer.subject_kind == "person":
        for_agent(timer.subject_id)
        days.put_next(timer.subject_id)
    else:
        for department_id in Ticket.objects.filter(pk=timer.subject_id).values_list(
            "department_id", flat=True
        ):
            in_department(department_id)


def for_agent(person_id: int) -> int:
    """Hand out in all departments in which the agent answers; how many tickets went out."""
    if not presence.standing(person_id).is_given:
        return 0
    member = Membership.objects.filter(person_id=person_id).exclude(level=Level.READER)
    found = member.filter(department_id__in=rules.handing_out()).order_by("department_id")
    return sum(in_department(each) for each in found.values_list("department_id", flat=True))


def everywhere() -> None:
    """Hand out in all departments that do."""
    for department_id in sorted(rules.handing_out()):
        in_department(department_id)


def in_department(department_id: int) -> int:
    """Hand out what can be handed out there, in the order of work; how many tickets went out."""
    handed = 0
    if rules.hands_out(department_id):
        while True:
            with transaction.atomic():
                now = _some(department_id)
            handed += now
            if now < AT_ONCE:
                break
    return handed


def _some(department_id: int) -> int:
    """At most AT_ONCE tickets. All rows of `hand_out` are the turnstile: only one at a time counts what agents hold."""
    known = {row.pk: row for row in HandOut.objects.select_for_update().order_by("pk")}
    rule = known.get(department_id)
    if rule is None or not rule.method:
        return 0
    agents = load.of_departments([department_id])
    online = presence.online([each.person.pk for each in agents])
    if not online:
        return 0
    turns = Turn.objects.in_bulk(online)
    handed = 0
    for ticket in chain(_first(department_id), _farther(department_id, agents, online, rule)):
        agent = choose(ticket, agents, online, rule, turns)
        if agent is None:
            continue
        try:
            with transaction.atomic():
                assign(ticket, agent.person, by=system(), because=BECAUSE)
        except AccordError:  # taken or closed meanwhile
            continue
        turn, _made = Turn.objects.update_or_create(
            person_id=agent.person.pk, defaults={"given_at": ticket.updated_at}
        )
        turns[agent.person.pk] = turn
        agent.take(ticket.channel)
        handed += 1
        if handed == AT_ONCE:
            break
    return handed


def _first(department_id: int) -> Iterator[Ticket]:
    """The department's first waiting tickets of nobody's that nobody has open."""
    yield from _in_hand(department_id, _waiting(department_id))


def _farther(
    department_id: int, agents: Sequence[Load], online: Collection[int], rule: HandOut
) -> Iterator[Ticket]:
    """Those below that somebody who is free can have. Read only when the first ones left somebody with room: fifty in
    a language that nobody here speaks keep nobody from the others."""
    others = choosing.beyond(agents, online, rule)
    if others is None or not any(others):
        return
    reach = list(_waiting(department_id).values_list("id", flat=True)[LOOKED_AT:FARTHEST])
    if not reach:
        return
    tagged = TicketTag.objects.filter(ticket_id=OuterRef("pk"), tag__name__in=asked_as(others.skills))
    fitting = _waiting(department_id).filter(pk__in=reach).exclude(language__in=others.languages)
    fitting = fitting.filter(~Exists(tagged)) if others.skills else fitting
    for kind, channel in CHANNELS.items():
        fitting = fitting.exclude(channel=channel) if kind in others.kinds else fitting
    if WRITTEN in others.kinds:
        fitting = fitting.filter(channel__in=CHANNELS.values())
    yield from _in_hand(department_id, fitting)


def _waiting(department_id: int) -> QuerySet[Ticket]:
    """In the order of work."""
    return Ticket.objects.filter(
        department_id=department_id, to_solve=True, assignee_id=None, state__in=("new", "open")
    ).order_by("rank_at", "waiting_since", "id")


def _in_hand(department_id: int, waiting: QuerySet[Ticket]) -> Iterator[Ticket]:
    """The first LOOKED_AT of these, locked, without those that somebody has open or rules have still to sort."""
    found = list(waiting.select_for_update(skip_locked=True)[:LOOKED_AT])
    hidden = on_screen.open_among([each.pk for each in found])
    soon = sorting.unsorted_among(found)
    if soon:  # one look for all of them: a look at each would bring about fifty more
        timers.put(rules.TIMER, ("department", department_id), clock.now() + sorting.SOON)
    yield from (each for each in found if each.pk not in hidden and each.pk not in soon)
