"""How the clocks of one ticket stand: read in one statement, changed as rows, written back in one."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from accord.core import records
from accord.core.conversions import Column, storing
from accord.core.records import new
from accord.sla import running
from accord.sla.kinds import ANSWERS, KINDS, LEVEL, Fate
from accord.sla.known import Known, Promise
from accord.sla.models import Clock
from accord.tickets.models import Ticket

TOGETHER = 500  # rows of one statement; both databases take 32,000 values


class Standing:
    """The clocks that run on a ticket at one moment, and its level. `write` stores what was changed."""

    def __init__(self, ticket: Ticket, rows: list[Clock], setup: Known, now: datetime) -> None:
        self.ticket, self.setup, self.now = ticket, setup, now
        self.chosen = next((row for row in rows if row.kind == LEVEL), None)
        self.clocks = {row.kind: row for row in rows if row.kind != LEVEL}
        self._changed: dict[int, Clock] = {}

    @property
    def level(self) -> Promise | None:
        """The level that the ticket has, switched on or not; None without one."""
        return self.setup.levels.get(self.chosen.level_id) if self.chosen is not None else None

    @property
    def answer(self) -> Clock | None:
        """The answer clock that runs."""
        return next((clock for clock in self.clocks.values() if clock.kind in ANSWERS and clock.due_at), None)

    # ------------------------------------------------------------------------------------------------------ changing

    def begin(self, kind: str, level: Promise, at: datetime) -> None:
        """Begin a clock that does not run; nothing where the level promises nothing for it."""
        if kind in self.clocks:
            return
        clock = running.begin(kind, self.ticket, level, at)
        if clock is not None:
            self.clocks[kind] = clock
            self._touch(clock)

    def end(self, kind: str, level: Promise, by: int) -> None:
        """What the clock waited for is there; nothing where it does not run."""
        clock = self.clocks.pop(kind, None)
        if clock is not None:
            running.end(clock, self.now, level, responsible=self.ticket.assignee_id, by=by)
            self._touch(clock)

    def drop(self, kind: str) -> None:
        clock = self.clocks.pop(kind, None)
        if clock is not None:
            running.drop(clock, self.now)
            self._touch(clock)

    def settle(self, level: Promise, by: int) -> None:
        """Let each clock run, stand or end as the ticket's state says."""
        for kind, clock in list(self.clocks.items()):
            fate = KINDS[kind].fate(
                self.ticket.state, count_postponed=level.count_postponed, count_waiting=level.count_waiting
            )
            if fate == Fate.END:
                self.end(kind, level, by)
            elif fate == Fate.DROP:
                self.drop(kind)
            elif (running.stand if fate == Fate.STAND else running.go_on)(clock, self.now, level):
                self._touch(clock)

    def retarget(self, before: Promise, level: Promise) -> None:
        """The targets of another level or priority for all that runs."""
        for kind, clock in list(self.clocks.items()):
            running.retarget(clock, self.now, before, level, self.ticket)
            self._touch(clock)
            if clock.ended_at is not None:
                del self.clocks[kind]

    def retarget_priority(self, level: Promise) -> None:
        """The targets of the priority that the ticket has now, where it had another."""
        if any(clock.priority != self.ticket.priority for clock in self.clocks.values()):
            self.retarget(level, level)

    def choose(self, level: Promise, *, rule_id: int | None, by_hand: bool = False) -> None:
        """From now on the ticket has that level."""
        row = self.chosen
        if row is None:
            row = self.chosen = new(Clock, ticket_id=self.ticket.pk, kind=LEVEL, started_at=self.now)
        row.level_id, row.rule_id, row.by_hand = level.id, rule_id, by_hand
        row.department_id, row.priority = self.ticket.department_id, int(self.ticket.priority)
        self._touch(row)

    def leave(self) -> None:
        """From now on the ticket has no level, and no clock."""
        for kind in list(self.clocks):
            self.drop(kind)
        if self.chosen is not None:
            running.drop(self.chosen, self.now)
            self._touch(self.chosen)
            self.chosen = None

    def _touch(self, row: Clock) -> None:
        self._changed[id(row)] = row

    # ------------------------------------------------------------------------------------------------------- writing

    def write(self) -> None:
        """Store what was changed, in one statement; new rows get no id here. What never was in the database and has
        ended without a verdict is left out."""
        store(self.take())

    def take(self) -> list[Clock]:
        """The rows that `write` would store; they count as written."""
        rows = [row for row in self._changed.values() if row.pk or row.outcome != running.DROPPED]
        self._changed.clear()
        return rows


def store(rows: Sequence[Clock]) -> None:
    """Insert new rows and update the others in one statement; more than TOGETHER take several."""
    for begin in range(0, len(rows), TOGETHER):
        some = rows[begin : begin + TOGETHER]
        sql, columns = _upsert(connection.vendor, tuple(row.pk is None for row in some))
        values: list[Any] = []
        for row in some:
            if row.pk is not None:
                values.append(row.pk)
            for name, prepare in columns:
                value = getattr(row, name)
                values.append(value if prepare is None else prepare(value))
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


@lru_cache(maxsize=256)
def _upsert(vendor: str, fresh: tuple[bool, ...]) -> tuple[str, tuple[Column, ...]]:
    """One statement that inserts new rows and updates the others; `fresh` says which of them are new."""
    fields = [f for f in Clock._meta.concrete_fields if not f.primary_key]
    names = [f'"{f.column}"' for f in fields]
    marks = ", ".join(["%s"] * len(fields))
    unknown = "NULL" if vendor == "sqlite" else "DEFAULT"
    rows = ", ".join(f"({unknown if is_new else '%s'}, {marks})" for is_new in fresh)
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    sql = (
        f"INSERT INTO sla_clock (id, {', '.join(names)}) VALUES {rows} ON CONFLICT (id) DO UPDATE SET {sets}"
    )
    return sql, tuple(storing(f, vendor) for f in fields)


def read(ticket: Ticket, setup: Known, now: datetime) -> Standing:
    """How the ticket's clocks stand; one statement."""
    rows = records.select(Clock, "ticket_id = %s AND ended_at IS NULL", [ticket.pk])
    return Standing(ticket, rows, setup, now)
