"""An agent leaves, or answers in a department no more: what he had not finished there goes back to it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from accord.core import clock
from accord.core.errors import AccordError
from accord.events import timers
from accord.events.kinds import EventKind
from accord.events.models import Event, Timer
from accord.events.reactions import Reaction
from accord.people import employing
from accord.people.happenings import LevelChanged, RoleChanged
from accord.people.models import Membership, Person
from accord.people.models.department import Level
from accord.people.models.person import Role
from accord.people.system import system
from accord.tickets.assigning import assign
from accord.tickets.lifecycle import STEPS
from accord.tickets.models import Ticket

TIMER = "agent_left"
ONCE_MORE = timedelta(minutes=1)  # no transaction that still took him for an agent lasts as long
BATCH = 50  # tickets in one transaction: nobody else writes meanwhile
CHANGEABLE = sorted({state for row in STEPS["change"] for state in row.sources})


def leave(person: Person, *, by: Person) -> None:
    """End an agent's access and hand his tickets back, the first of them now, the rest by a timer.

    Raises NotAllowed, NotPossible (the last owner, oneself).
    """
    with transaction.atomic():
        employing.deactivate(person, by=by)
        timers.put(TIMER, ("person", person.pk), clock.now(), {"by": by.pk})
    with transaction.atomic():
        _hand_back(person, by)


def _react(happening: EventKind, event: Event) -> None:
    """What he may no longer answer goes back by a timer, after what gave him other rights is done."""
    match happening:
        case LevelChanged(level=Level.SOLVER | Level.SUPERVISOR | Level.MANAGER):
            return
        case RoleChanged(role=role) if role != Role.AGENT:
            return
    timers.put(TIMER, ("person", event.subject_id), clock.now(), {"by": event.actor_id})


REACTION = Reaction(_react, (LevelChanged, RoleChanged))


def go_on(timer: Timer) -> None:
    """The timer's work: the next tickets, until none is left."""
    person = Person.objects.filter(pk=timer.subject_id).first()
    by = Person.objects.filter(pk=timer.data["by"]).first()
    if person is not None and by is not None:
        _hand_back(person, by if by.is_active else system(), last=bool(timer.data.get("last")))


def _hand_back(person: Person, by: Person, *, last: bool = False) -> None:
    """Hand back the next ones, and set the timer for those after them; after all of them it looks once more (`last`),
    for somebody may be giving him one in this very moment.
    """
    held = _held(person)
    because = "assignee_elsewhere" if person.is_active else "agent_left"
    handed = 0
    for ticket in held[:BATCH]:
        try:
            with transaction.atomic():
                assign(ticket, None, by=by, because=because)
        except AccordError:  # closed meanwhile, by its customer
            continue
        handed += 1
    subject = ("person", person.pk)
    if handed and held.exists():
        timers.put(TIMER, subject, clock.now(), {"by": by.pk, "last": last})
    elif not last:
        timers.put(TIMER, subject, clock.now() + ONCE_MORE, {"by": by.pk, "last": True})
    else:
        timers.drop(TIMER, subject)


def _held(person: Person) -> QuerySet[Ticket]:
    """What is his, can be changed, and is in a department where he does not answer."""
    held = Ticket.objects.filter(assignee=person, state__in=CHANGEABLE).order_by("id")
    if not person.is_active:
        return held
    if person.is_admin:
        return held.none()
    answers = Membership.objects.filter(person=person).exclude(level=Level.READER)
    return held.exclude(department__in=answers.values("department"))
