"""How much time was spent: on a ticket, by whom, between two days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accord.people.models import Person
from accord.tickets.models import RunningTime, Ticket, TimeEntry
from accord.tickets.related.gathered import gathered
from accord.tickets.seeing import Scope

PAGE = 100


@dataclass(frozen=True)
class Spent:
    """The time on a ticket: all entries, newest first, the sum, and each agent's, most first; whose clocks run."""

    entries: list[TimeEntry]
    seconds: int
    by_person: list[tuple[Person, int]]
    running: list[RunningTime]


def on(ticket: Ticket) -> Spent:
    """Also of what was merged into it. Three statements."""
    here = gathered(ticket)
    rows = list(TimeEntry.objects.select_related("person").filter(ticket__in=here).order_by("-day", "-id"))
    people: dict[int, Person] = {}
    sums: dict[int, int] = {}
    for row in rows:
        people[row.person_id] = row.person
        sums[row.person_id] = sums.get(row.person_id, 0) + row.seconds
    clocks = list(RunningTime.objects.select_related("person").filter(ticket__in=here).order_by("since"))
    each = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return Spent(rows, sum(sums.values()), [(people[number], seconds) for number, seconds in each], clocks)


def between(
    scope: Scope, first: date, last: date, *, person: Person | None = None, after: int = 0, most: int = PAGE
) -> Sequence[TimeEntry]:
    """Entries of these days (both included) on tickets that the reader sees, by id, those behind `after`."""
    sees, params = scope.sql("t")
    rows = TimeEntry.objects.select_related("person", "ticket").filter(
        day__gte=first, day__lte=last, id__gt=after
    )
    if person is not None:
        rows = rows.filter(person=person)
    if not scope.everything:
        seen = f"SELECT 1 FROM ticket t WHERE t.id = time_entry.ticket_id AND {sees}"
        rows = rows.extra(where=[f"EXISTS ({seen})"], params=params)
    return list(rows.order_by("id")[:most])
