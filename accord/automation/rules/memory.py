"""The rules that are at work, ready to be asked, in the memory of this process.

Each event asks whether a rule listens, so what is known must cost nothing. Every two seconds one small query tells
whether something changed; a change in this process is seen at once.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from accord.automation.actions.steps import Steps
from accord.automation.models import Rule
from accord.conditions.groups import Groups
from accord.core.errors import Invalid
from accord.tickets.rows import run

KEEP_S = 2.0  # other processes see a change after this long
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_VERSION = "SELECT count(*), coalesce(sum(revision), 0) FROM rule"


@dataclass(frozen=True, eq=False)
class Known:
    """A rule that is switched on. `readable` is False when a condition of it is of no kind that there is."""

    id: int
    name: str
    version: int
    triggers: frozenset[str]
    wait_s: int
    groups: Groups
    steps: Steps
    stop: str
    stops: frozenset[int]
    since: datetime
    broken: bool
    older: bool
    readable: bool = True


@dataclass
class _Memory:
    version: tuple[int, int] = (-1, -1)
    looked_at: float = float("-inf")
    rules: tuple[Known, ...] = ()
    time_rules: tuple[Known, ...] = ()
    triggers: frozenset[str] = frozenset()
    names: dict[int, str] = field(default_factory=dict)


_memory = _Memory()


def _fresh() -> _Memory:
    global _memory
    if time.monotonic() - _memory.looked_at > KEEP_S:
        found = run(_VERSION, [])[0]
        version = (int(found[0]), int(found[1]))
        if version != _memory.version:
            _memory = _read(version)
        _memory.looked_at = time.monotonic()
    return _memory


def _read(version: tuple[int, int]) -> _Memory:
    rows = list(Rule.objects.order_by("position", "id"))
    at_work = [row for row in rows if row.active and row.removed_at is None]
    rules = tuple(known(row) for row in at_work if not row.timed)
    return _Memory(
        version=version,
        rules=rules,
        time_rules=tuple(known(row) for row in at_work if row.timed),
        triggers=frozenset(key for rule in rules for key in rule.triggers),
        names={row.pk: row.name for row in rows},
    )


def known(row: Rule) -> Known:
    """The rule, its conditions and steps read."""
    try:
        groups, readable = Groups.parse(row.groups), True
    except Invalid:
        groups, readable = Groups(), False
    return Known(
        id=row.pk or 0,
        name=row.name,
        version=row.version,
        triggers=frozenset(row.triggers),
        wait_s=row.wait_s or 0,
        groups=groups,
        steps=Steps.parse(row.steps, check=False),
        stop=row.stop,
        stops=frozenset(row.stops),
        since=row.since or NEVER,
        broken=row.broken_at is not None or not readable,
        older=row.older,
        readable=readable,
    )


def rules() -> tuple[Known, ...]:
    """The rules that are switched on, in order."""
    return _fresh().rules


def time_rules() -> tuple[Known, ...]:
    """The time rules that are switched on, in order."""
    return _fresh().time_rules


def triggers() -> frozenset[str]:
    """The keys of the triggers that a rule listens to."""
    return _fresh().triggers


def name_of(rule_id: int) -> str | None:
    """Today's name of a rule, a removed one too."""
    return _fresh().names.get(rule_id)


def changed() -> None:
    """A rule was changed in this transaction: look again, now and after its end, however it ends."""
    forget()
    transaction.on_commit(forget)


def ask_anew() -> None:
    """Ask at the next question whether something changed, however short ago that was asked: for work that is done
    once, with the rules as they are, right after another process changed them.
    """
    _memory.looked_at = float("-inf")


def forget() -> None:
    """Look at the next question (also between tests)."""
    global _memory
    _memory = _Memory()
