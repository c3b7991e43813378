"""What is set up, as each process remembers it: levels with their hours, and the rules in their order.

The option `sla.setup` holds another text after each change; with an empty one nothing was ever set up, and nothing is
read. Other processes see a change as soon as they see options anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.groups import Groups
from accord.core import ids, options
from accord.core.errors import Invalid
from accord.sla.hours import Hours, Spans
from accord.sla.kinds import ANSWERS
from accord.sla.models import BusinessHours, Level, LevelRule

options.define("sla.setup", "", _("Which service levels are set up"), shown=False)


@dataclass(frozen=True)
class Step:
    """What is done when a clock is this far: `offset_s` business seconds after it is due, negative before."""

    offset_s: int
    do: str
    answers_only: bool = True

    def speaks_of(self, kind: str) -> bool:
        return kind in ANSWERS or not self.answers_only


@dataclass(frozen=True)
class Promise:
    """A level as clocks need it."""

    id: int
    name: str
    is_on: bool
    hours: Hours | None
    targets: dict[str, list[int | None]]
    count_postponed: bool
    count_waiting: bool
    steps: tuple[Step, ...]

    def target(self, kind: str, priority: int) -> int | None:
        """The business seconds promised; None: nothing is."""
        row = self.targets.get(kind)
        return row[priority] if row else None


@dataclass(frozen=True)
class Rule:
    """A rule as choosing needs it. A broken one (its conditions cannot be read) never holds."""

    id: int
    groups: Groups
    level_id: int | None


@dataclass(frozen=True)
class Known:
    levels: dict[int, Promise] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    looks_at: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.levels)


NOTHING = Known()
_remembered: tuple[str, Known] = ("", NOTHING)


def known() -> Known:
    """What is set up now; NOTHING, without a statement, where nothing ever was."""
    global _remembered
    setup = str(options.get("sla.setup"))
    if not setup:
        return NOTHING
    if _remembered[0] != setup:
        _remembered = (setup, _load())
    return _remembered[1]


def any_level() -> bool:
    """Whether service levels are set up: without them no page has a place for clocks."""
    return bool(known())


def changed() -> None:
    """Something was set up otherwise: call it in the transaction of the change."""
    options.put("sla.setup", ids.new_code() + ids.new_code())


def _load() -> Known:
    hours = {row.pk: hours_of(row, list(row.holidays.all())) for row in _all_hours()}
    levels = {
        row.pk: promise_of(row, hours[row.hours_id] if row.hours_id else None)
        for row in Level.objects.filter(removed=False)
    }
    rules = [_rule(row) for row in LevelRule.objects.filter(is_on=True)]
    sound = tuple(rule for rule in rules if rule is not None)
    looks_at = frozenset[str]().union(*(rule.groups.looks_at for rule in sound))
    return Known(levels, sound, looks_at)


def _all_hours() -> Iterable[BusinessHours]:
    return BusinessHours.objects.prefetch_related("holidays")


def promise_of(row: Level, hours: Hours | None) -> Promise:
    """The level of a row."""
    steps = [Step(int(each["at"]), str(each["do"]), bool(each.get("answers", True))) for each in row.steps]
    return Promise(
        id=row.pk,
        name=row.name,
        is_on=row.is_on,
        hours=hours,
        targets=dict(row.targets),
        count_postponed=row.count_postponed,
        count_waiting=row.count_waiting,
        steps=tuple(sorted(steps, key=lambda each: each.offset_s)),
    )


def _rule(row: LevelRule) -> Rule | None:
    try:
        return Rule(row.pk, Groups.parse(row.conditions), row.level_id)
    except Invalid:  # a condition that this version does not know; the page of the rules says so
        return None


def hours_of(row: BusinessHours, holidays: Sequence[Any]) -> Hours:
    """The hours of a row with its days; an own day goes before a country's."""
    days: dict[date, Spans] = {each.day: () for each in holidays if not each.own and not each.worked}
    days.update({each.day: spans_of(each.spans) for each in holidays if each.own})
    return Hours(row.time_zone, tuple(spans_of(day) for day in row.week), days)


def spans_of(stored: Sequence[Sequence[int]]) -> Spans:
    return tuple((int(begin), int(end)) for begin, end in stored)
