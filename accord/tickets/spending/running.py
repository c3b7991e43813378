"""The clock beside a ticket: an agent starts it, and what ran until he stops it is written down as his time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import NotAllowed
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets.acting import demand
from accord.tickets.lifecycle import locked
from accord.tickets.models import RunningTime, Ticket, TimeEntry
from accord.tickets.spending import entries

LONGEST_NOTE = entries.LONGEST_NOTE


@dataclass(frozen=True)
class Stopped:
    """What came of a clock that was stopped: the entry, None if it ran less than a second; whether it ran too long."""

    entry: TimeEntry | None
    cut: bool = False


def start(ticket: Ticket, *, by: Person) -> RunningTime:
    """Start the agent's clock on this ticket; where it runs there already: a no-op. One that runs elsewhere is stopped.

    Raises NotPossible (deleted), NotAllowed.
    """
    if by.kind != PersonKind.AGENT:
        raise NotAllowed("time")
    there = running_of(by)
    if there is not None and there.ticket_id == ticket.pk:
        return there
    if there is not None:
        stop(by=by)
    with locked(ticket):
        entries.demand_there(ticket)
        demand(by, "note", ticket)
        row, _made = RunningTime.objects.get_or_create(
            person=by, defaults={"ticket": ticket, "since": clock.now()}
        )
        if not options.get(entries.IN_USE):
            options.put(entries.IN_USE, True)
    return row


def stop(*, by: Person, note: str = "", day: date | None = None) -> Stopped:
    """Stop the agent's clock, wherever it runs, and write down what ran; without one: nothing.

    `day` is today in his zone. More than a day is cut to it, and is to be corrected by hand.
    """
    with transaction.atomic():
        row = RunningTime.objects.select_for_update().select_related("ticket").filter(person=by).first()
        if row is None:
            return Stopped(None)
        ran = int((clock.now() - row.since).total_seconds())
        row.delete()
        if ran < 1:
            return Stopped(None)
        cut = ran > entries.MOST_S
        seconds = entries.MOST_S if cut else ran
        entry = entries.spend(row.ticket, seconds, by=by, day=day, note=note, how="clock")
    return Stopped(entry, cut)


def drop(*, by: Person) -> None:
    """Stop the agent's clock and write nothing down."""
    RunningTime.objects.filter(person=by).delete()


def running_of(person: Person) -> RunningTime | None:
    """The agent's clock, with its ticket."""
    return RunningTime.objects.select_related("ticket").filter(person=person).first()


def since_on(ticket: Ticket, person: Person) -> datetime | None:
    """Since when the agent's clock runs on this ticket."""
    row = RunningTime.objects.filter(person=person, ticket=ticket).first()
    return row.since if row is not None else None


TOO_LONG = _("The clock ran for more than a day. Correct the time that was written down.")
