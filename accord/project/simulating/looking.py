"""Looking into the desk's database during the day: what waits, how far the desk is behind, who was passed over."""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from accord.core import clock
from accord.events.models import Delivery
from accord.project.simulating.agents import Given
from accord.queue import sorting
from accord.queue.candidates import NEAR, Candidate
from accord.tickets.models import Ticket
from accord.tickets.waiting import FACTOR, PATIENCE

LONGEST = max(PATIENCE / factor for factor in FACTOR.values())  # 14 days: what DOMAIN 6.11 promises


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket of nobody's that waits. `sorted`: no rule has still to look at it."""

    code: str
    department_id: int
    since: datetime
    rank_at: datetime
    sorted: bool = field(default=True, compare=False)


@dataclass(frozen=True)
class Look:
    """What waited for anybody at some time between two moments of the day."""

    began: datetime
    ended: datetime
    waiting: dict[str, Waiting]


@dataclass
class Looks:
    """All looks of a day that `begins`, in order."""

    begins: datetime
    taken: list[Look] = field(default_factory=list)
    longest: timedelta = timedelta(0)
    behind: timedelta = timedelta(0)  # at most, of the day's time
    most: int = 0

    def look(self) -> timedelta:
        """Look once more; gives for how long the oldest effect that is due has waited for the desk."""
        began = clock.now()
        rows = Ticket.objects.filter(to_solve=True, state__in=("new", "open"), assignee_id=None)
        columns = [
            (number, code, where, since, rank)
            for number, code, where, since, rank in rows.values_list(
                "id", "code", "department_id", "waiting_since", "rank_at"
            )
            if since is not None
        ]
        fresh = sorting.unsorted([Candidate(rank, since, number) for number, _, _, since, rank in columns])
        waiting = {
            code: Waiting(code, where, since, rank, number not in fresh) for number, code, where, since, rank in columns
        }
        self.taken.append(Look(began, clock.now(), waiting))
        self.longest = max([self.longest, *(began - each.since for each in waiting.values())])
        self.most = max(self.most, len(waiting))
        due = Delivery.objects.filter(given_up_at__isnull=True, due_at__lte=began).order_by("due_at")
        oldest = due.values_list("due_at", flat=True).first()
        behind = began - max(oldest, self.begins) if oldest is not None else timedelta(0)
        self.behind = max(self.behind, behind)
        connection.close()
        return behind

    def overtaken(self, given: Sequence[Given]) -> Iterator[str]:
        """Tickets that waited before and after a ticket was given, and should have been given before it.

        A sentence for each (for operators, in English): by the bound of DOMAIN 6.11, and by the order of work, in which
        only the hour of who answered last may come between, and tickets at which rules have still to look are nobody's.
        """
        ends = [each.ended for each in self.taken]
        for each in given:
            place = bisect.bisect_left(ends, each.at)
            before = place - 2  # a claim is noticed a moment after it was made
            after = next((n for n in range(place, len(ends)) if self.taken[n].began > each.at), None)
            if before < 0 or after is None or each.code not in self.taken[before].waiting:
                continue
            yield from _passed_over(each, self.taken[before : after + 1])


def _passed_over(given: Given, looks: Sequence[Look]) -> Iterator[str]:
    own = looks[0].waiting[given.code]
    if any(given.code in look.waiting and look.waiting[given.code] != own for look in looks[1:]):
        return  # it waited, was dealt with, and waits again
    for code, first in looks[0].waiting.items():
        if first.department_id not in given.departments:
            continue
        if any(look.waiting.get(code) != first for look in looks[1:]):
            continue
        unsorted = not all(look.waiting[code].sorted for look in looks)
        if first.since < own.since - LONGEST:
            yield f"{given.code}, which waited since {own.since}, was given while {code} waited since {first.since}"
        elif first.rank_at < own.rank_at - NEAR and not unsorted:
            yield f"{given.code}, due {own.rank_at}, was given while {code} was due {first.rank_at}"
