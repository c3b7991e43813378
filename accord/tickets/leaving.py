"""An agent leaves: his access ends at once, and what he had not finished goes back to its departments."""

from datetime import timedelta

from django.db import transaction

from accord.core import clock
from accord.core.errors import AccordError
from accord.events import timers
from accord.events.models import Timer
from accord.people import employing
from accord.people.models import Person
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
        if _hand_back(person, by):  # somebody may be giving him one in this very moment
            timers.put(TIMER, ("person", person.pk), clock.now() + ONCE_MORE, {"by": by.pk})


def go_on(timer: Timer) -> None:
    """The timer's work: the next tickets, until none is left."""
    person = Person.objects.filter(pk=timer.subject_id).first()
    by = Person.objects.filter(pk=timer.data["by"]).first()
    if person is not None and by is not None and not person.is_active:
        _hand_back(person, by)


def _hand_back(person: Person, by: Person) -> bool:
    """Hand back the next ones, and set the timer for those after them; whether that were all."""
    held = Ticket.objects.filter(assignee=person, state__in=CHANGEABLE).order_by("id")
    handed = 0
    for ticket in held[:BATCH]:
        try:
            with transaction.atomic():
                assign(ticket, None, by=by, because="agent_left")
        except AccordError:  # closed meanwhile, by its customer
            continue
        handed += 1
    subject = ("person", person.pk)
    if handed and held.exists():
        timers.put(TIMER, subject, clock.now(), {"by": by.pk})
        return False
    timers.drop(TIMER, subject)
    return True
