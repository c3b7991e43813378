"""How a ticket's clocks stand, for whoever looks: with why it has this level, and what has ended."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise as Words

from accord.core import clock, records
from accord.sla import running, steps
from accord.sla.hours import opens
from accord.sla.kinds import ANSWERS, KINDS, LEVEL
from accord.sla.known import Promise, known
from accord.sla.models import Clock, Level
from accord.tickets.models import Ticket

MOST = 40  # rows of the log
SOON_S = 3600
LATE, SOON, OK, STANDS = "late", "soon", "ok", "stands"


@dataclass(frozen=True)
class Running:
    """A clock that has not ended. `stands` is empty while it runs, `hours` outside of business hours (until
    `opens_at`), `state` while the ticket's state stops it. `left_s` is business time, negative when it is late.
    """

    kind: str
    label: Words
    priority: int
    target_s: int
    started_at: datetime
    left_s: int
    due_at: datetime | None
    stands: str
    opens_at: datetime | None
    is_late: bool = False  # also while no second of business time has passed since it was due

    @property
    def tone(self) -> str:
        """late, soon, ok or stands."""
        if self.is_late:
            return LATE
        if self.stands:
            return STANDS
        return SOON if self.left_s < SOON_S else OK


@dataclass(frozen=True)
class Ended:
    """A line of the log: met or missed, by how many business seconds, whose ticket it was, who ended it."""

    kind: str
    label: Words
    started_at: datetime
    ended_at: datetime
    target_s: int
    met: bool
    spare_s: int
    responsible_id: int | None
    ended_by_id: int | None


@dataclass(frozen=True)
class Shown:
    """All of it; `level_id` None where the ticket has no level."""

    level_id: int | None = None
    level: str = ""
    by_hand: bool = False
    why: str = ""
    clocks: list[Running] = field(default_factory=list)
    log: list[Ended] = field(default_factory=list)

    @property
    def first(self) -> Running | None:
        """The clock that is shown for all: the answer that is owed, else the one that is due next."""
        answers = [each for each in self.clocks if each.kind in ANSWERS]
        return answers[0] if answers else (self.clocks[0] if self.clocks else None)


def of(ticket: Ticket) -> Shown:
    """At most three statements; none where nothing was ever set up."""
    setup = known()
    if not setup:
        return Shown()
    rows = records.select(Clock, "ticket_id = %s AND ended_at IS NULL", [ticket.pk])
    ended = records.select(
        Clock, "ticket_id = %s AND ended_at IS NOT NULL AND outcome <> 'dropped' ORDER BY id DESC LIMIT %s",
        [ticket.pk, MOST],
    )  # fmt: skip
    log = [_ended(row) for row in ended if row.kind in KINDS]
    chosen = next((row for row in rows if row.kind == LEVEL), None)
    promise = setup.levels.get(chosen.level_id) if chosen is not None else None
    if chosen is None or promise is None:
        return Shown(log=log)
    now = clock.now()
    clocks = [
        _running(row, setup.levels.get(row.level_id, promise), now) for row in rows if row.kind in KINDS
    ]
    clocks.sort(key=lambda each: (each.due_at is None, each.due_at or now, each.left_s))
    why = "" if chosen.by_hand else steps.why_rule(str(chosen.rule_id or ""))
    return Shown(promise.id, promise.name, chosen.by_hand, why, clocks, log)


def _running(row: Clock, level: Promise, now: datetime) -> Running:
    left = running.left(row, now, level)
    stands, opens_at = "", None
    if row.due_at is None:
        stands = "state"
    elif now <= row.due_at:
        when = opens(now, level.hours)
        if when > now:
            stands, opens_at = "hours", when
    return Running(
        kind=row.kind,
        label=KINDS[row.kind].label,
        priority=row.priority,
        target_s=row.target_s,
        started_at=row.started_at,
        left_s=left,
        due_at=row.due_at,
        stands=stands,
        opens_at=opens_at,
        is_late=left < 0 or (row.due_at is not None and row.due_at < now),
    )


def _ended(row: Clock) -> Ended:
    assert row.ended_at is not None
    return Ended(
        kind=row.kind,
        label=KINDS[row.kind].label,
        started_at=row.started_at,
        ended_at=row.ended_at,
        target_s=row.target_s,
        met=row.outcome == running.MET,
        spare_s=row.spare_s or 0,
        responsible_id=row.responsible_id,
        ended_by_id=row.ended_by_id,
    )


def levels_of(ticket_ids: list[int]) -> dict[int, tuple[int, str]]:
    """Id and name of the level of each of these tickets that has one; one statement, or none without levels."""
    if not known() or not ticket_ids:
        return {}
    rows = Clock.objects.filter(ticket_id__in=ticket_ids, kind=LEVEL, ended_at__isnull=True)
    return {
        ticket: (level, name)
        for ticket, level, name in rows.values_list("ticket_id", "level_id", "level__name")
    }


def offered() -> list[tuple[int, str]]:
    """The levels that a person may choose."""
    return list(Level.objects.filter(is_on=True, removed=False).values_list("id", "name"))
