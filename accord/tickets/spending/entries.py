"""Writing down time that was spent on a ticket, correcting it, taking it away. The history keeps what stood before.

Time is no change of the ticket: it may be written down on a closed one, too (DOMAIN 6.4 locks what the customer sees).
"""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Invalid, NotAllowed, NotFound, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets.acting import demand
from accord.tickets.happenings import TimeCorrected, TimeRemoved, TimeSpent
from accord.tickets.lifecycle import locked
from accord.tickets.models import State, Ticket, TimeEntry
from accord.tickets.related.gathered import gathered

MOST_S = 24 * 3600  # in one entry
LONGEST_NOTE = 300
OF_OTHERS = "correct_time"  # the right to write down and correct others' time
IN_USE = "spending.in_use"
options.define(IN_USE, False, _("Whether time was ever written down"), shown=False)


def spend(
    ticket: Ticket,
    seconds: int,
    *,
    by: Person,
    person: Person | None = None,
    day: date | None = None,
    note: str = "",
    how: str = "hand",
    because: str = "",
) -> TimeEntry:
    """Write down seconds that `person` (who writes, unless said) spent on `day` (today in UTC, unless said).

    Raises Invalid (nothing, or more than a day), NotPossible (deleted), NotAllowed (others' time: a supervisor).
    """
    person = person or by
    day = day or clock.now().date()
    note = _checked(seconds, day, note)
    with locked(ticket):
        demand_there(ticket)
        demand(by, "note", ticket)
        if person.pk != by.pk:
            demand(by, OF_OTHERS, ticket)
        if person.kind != PersonKind.AGENT:
            raise Invalid("person", sentence=_("Time is spent by agents."))
        row = TimeEntry.objects.create(
            ticket=ticket, person=person, seconds=seconds, day=day, note=note, by=by, at=clock.now()
        )
        record(
            TimeSpent(
                ticket=ticket.pk,
                by_id=by.pk,
                entry=row.pk,
                person=person.pk,
                seconds=seconds,
                day=day.isoformat(),
                how=how,
                note=note,
                because=because,
            )
        )
        if not options.get(IN_USE):
            options.put(IN_USE, True)
    return row


def correct(
    ticket: Ticket,
    number: int,
    *,
    by: Person,
    seconds: int | None = None,
    day: date | None = None,
    note: str | None = None,
) -> TimeEntry:
    """Change what is named of an entry of this ticket; as it is already: a no-op. Raises NotFound and as `spend`."""
    with locked(ticket):
        demand_there(ticket)
        row = _entry(ticket, number, by)
        seconds_now = row.seconds if seconds is None else seconds
        day_now = row.day if day is None else day
        note_now = _checked(seconds_now, day_now, row.note if note is None else note)
        before = (row.seconds, row.day, row.note)
        if before == (seconds_now, day_now, note_now):
            return row
        row.seconds, row.day, row.note = seconds_now, day_now, note_now
        row.save(update_fields=["seconds", "day", "note"])
        record(
            TimeCorrected(
                ticket=ticket.pk,
                by_id=by.pk,
                entry=row.pk,
                person=row.person_id,
                seconds=seconds_now,
                before=before[0],
                day=day_now.isoformat(),
                day_before=before[1].isoformat(),
                note=note_now,
                note_before=before[2],
            )
        )
    return row


def remove(ticket: Ticket, number: int, *, by: Person) -> None:
    """Take an entry of this ticket away. Raises NotFound, NotAllowed."""
    with locked(ticket):
        row = _entry(ticket, number, by)
        record(
            TimeRemoved(
                ticket=ticket.pk,
                by_id=by.pk,
                entry=row.pk,
                person=row.person_id,
                seconds=row.seconds,
                day=row.day.isoformat(),
                note=row.note,
            )
        )
        row.delete()


def demand_there(ticket: Ticket) -> None:
    """Raises NotPossible on a deleted ticket."""
    if ticket.state == State.DELETED:
        raise NotPossible("time", sentence=_("This is deleted. Bring it back first."))


def _entry(ticket: Ticket, number: int, by: Person) -> TimeEntry:
    """An entry that this person may change."""
    demand(by, "note", ticket)
    row = TimeEntry.objects.select_for_update().filter(pk=number, ticket__in=gathered(ticket)).first()
    if row is None:
        raise NotFound("time")
    if row.person_id != by.pk:
        try:
            demand(by, OF_OTHERS, ticket)
        except NotAllowed as error:
            raise NotAllowed("time", sentence=_("Only a supervisor corrects the time of others.")) from error
    return row


def _checked(seconds: int, day: date, note: str) -> str:
    if not 0 < seconds <= MOST_S:
        raise Invalid("seconds", sentence=_("Write a time of up to 24 hours."))
    today = clock.now().date()
    if not date(2000, 1, 1) <= day <= today + timedelta(days=1):  # it may be tomorrow already, east of UTC
        raise Invalid("day", sentence=_("Choose a day that is not in the future."))
    return " ".join(note.split())[:LONGEST_NOTE]
