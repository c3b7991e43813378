"""What service levels add to the vocabulary of conditions: the level, and how far the answer's clock is."""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.condition import Choice, Condition, Facts, Group, Operator, Sql, ValueKind
from accord.conditions.registry import add
from accord.core import clock
from accord.sla.kinds import ANSWERS
from accord.sla.models import Clock, Level

_LEVEL = "SELECT 1 FROM sla_clock c WHERE c.ticket_id = t.id AND c.kind = 'level' AND c.ended_at IS NULL"
_DUE = (
    "SELECT 1 FROM sla_clock c WHERE c.ticket_id = t.id AND c.ended_at IS NULL AND c.due_at IS NOT NULL"
    f" AND c.kind IN ({', '.join(repr(kind) for kind in sorted(ANSWERS))})"
)


@add("sla_level")
class LevelAsked(Condition):
    label = _("Service level")
    help = _("The service level that the ticket has.")
    group = Group.TICKET
    apart = True
    operators = (
        Operator.IS,
        Operator.IS_NOT,
        Operator.ONE_OF,
        Operator.NONE_OF,
        Operator.EMPTY,
        Operator.NOT_EMPTY,
    )
    kind = ValueKind.CHOICE
    choice_of = int
    looks_at = frozenset({"sla.level_changed"})

    def choices(self) -> list[Choice]:
        return [Choice(*each) for each in Level.objects.filter(removed=False).values_list("id", "name")]

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        rows = Clock.objects.filter(ticket=facts.ticket, kind="level", ended_at__isnull=True)
        held = rows.values_list("level_id", flat=True).first()
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return (held is None) is (operator == Operator.EMPTY)
        wanted = value if isinstance(value, list) else [value]
        return (held in wanted) is (operator in (Operator.IS, Operator.ONE_OF))

    def where(self, operator: Operator, value: Any) -> Sql | None:
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return f"{'NOT ' if operator == Operator.EMPTY else ''}EXISTS ({_LEVEL})", []
        wanted = value if isinstance(value, list) else [value]
        has = f"EXISTS ({_LEVEL} AND c.level_id IN ({', '.join(['%s'] * len(wanted))}))"
        return ("" if operator in (Operator.IS, Operator.ONE_OF) else "NOT ") + has, wanted


class _AnswerAsked(Condition):
    """How far the answer's clock is; of a ticket without one neither holds."""

    group = Group.TIME
    kind = ValueKind.DURATION
    looks_at = frozenset({"sla.level_changed", "sla.due_soon", "sla.overdue"})
    said_as = MappingProxyType({Operator.YOUNGER_THAN: Operator.LESS_THAN, Operator.OLDER_THAN: Operator.MORE_THAN})

    def due(self, facts: Facts) -> datetime | None:
        rows = Clock.objects.filter(ticket=facts.ticket, kind__in=ANSWERS, ended_at__isnull=True)
        return rows.filter(due_at__isnull=False).values_list("due_at", flat=True).first()


@add("sla_due_in")
class DueIn(_AnswerAsked):
    label = _("Time left for the promised answer")
    help = _("The service level's answer is due within this time, or is late already.")
    operators = (Operator.YOUNGER_THAN,)

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        due = self.due(facts)
        return due is not None and due <= facts.now + timedelta(seconds=value)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return f"EXISTS ({_DUE} AND c.due_at <= %s)", [clock.now() + timedelta(seconds=value)]


@add("sla_late_by")
class LateBy(_AnswerAsked):
    label = _("Lateness of the promised answer")
    help = _("The service level's answer was due longer ago than this.")
    operators = (Operator.OLDER_THAN,)

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        due = self.due(facts)
        return due is not None and due < facts.now - timedelta(seconds=value)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return f"EXISTS ({_DUE} AND c.due_at < %s)", [clock.now() - timedelta(seconds=value)]
