"""What belongs to the ticket: its parts, the problem that it is an incident of, time spent, things to do."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accord.conditions.condition import Condition, Facts, Group, Operator, Sql, ValueKind
from accord.conditions.registry import add

# What was merged into a ticket hangs on it (`tickets.related.gathered`).
_HERE = "SELECT {0} UNION ALL SELECT s.id FROM ticket s WHERE s.merged_into_id = {0}"
_ONE, _EACH = _HERE.format("%s"), _HERE.format("t.id")
_LINKED = frozenset({"ticket.linked", "ticket.unlinked"})


class HasRows(Condition):
    """Whether there are rows of another table that belong to the ticket, or to one that was merged into it."""

    group = Group.TICKET
    operators = (Operator.YES, Operator.NO)
    apart = True

    @abstractmethod
    def rows(self, tickets: str) -> str:
        """SELECT of those rows; `tickets` is the SQL for the ids."""

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"{self.rows(_ONE)} LIMIT 1", [facts.ticket.pk] * 2)
            return (cursor.fetchone() is not None) is (operator == Operator.YES)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return f"{'' if operator == Operator.YES else 'NOT '}EXISTS ({self.rows(_EACH)})", []


class Linked(HasRows):
    """Whether a link of `kind` begins (`upwards`) or ends at the ticket."""

    kind_of_link: ClassVar[str]
    upwards: ClassVar[bool]
    looks_at = _LINKED

    def rows(self, tickets: str) -> str:
        column = "source_id" if self.upwards else "target_id"
        return f"SELECT 1 FROM ticket_link y WHERE y.{column} IN ({tickets}) AND y.kind = '{self.kind_of_link}'"


@add("has_open_parts")
class OpenPartsAsked(HasRows):
    label = _("Has parts that are not done")
    help = _("Whether tickets that are part of this one are still worked on.")
    looks_at = _LINKED | {"ticket.children_done"}

    def rows(self, tickets: str) -> str:
        return (
            "SELECT 1 FROM ticket_link y JOIN ticket part ON part.id = y.source_id"
            f" WHERE y.target_id IN ({tickets}) AND y.kind = 'child' AND part.is_open"
        )


@add("is_part")
class IsPartAsked(Linked):
    label = _("Part of another ticket")
    help = _("Whether the ticket is one of the parts of a larger one.")
    kind_of_link, upwards = "child", True


@add("is_incident")
class IsIncidentAsked(Linked):
    label = _("Incident of a problem")
    help = _("Whether the ticket was linked to the problem behind it.")
    kind_of_link, upwards = "incident", True


@add("is_problem")
class IsProblemAsked(Linked):
    label = _("Problem with incidents")
    help = _("Whether other tickets are incidents of this one.")
    kind_of_link, upwards = "incident", False


@add("checklist_open")
class ChecklistOpenAsked(HasRows):
    label = _("Has something left to do")
    help = _("Whether something on the ticket's checklist is not ticked off.")
    looks_at = frozenset({"checklist.added", "checklist.ticked", "checklist.removed"})

    def rows(self, tickets: str) -> str:
        return f"SELECT 1 FROM checklist_item y WHERE y.ticket_id IN ({tickets}) AND y.done_at IS NULL"


@add("minutes_spent")
class MinutesSpentAsked(Condition):
    label = _("Minutes spent")
    help = _("How many minutes all agents together wrote down for the ticket.")
    group = Group.TICKET
    apart = True
    operators = (Operator.MORE_THAN, Operator.LESS_THAN)
    kind = ValueKind.NUMBER
    looks_at = frozenset({"time.spent", "time.corrected", "time.removed"})
    _SUM = "SELECT COALESCE(SUM(y.seconds), 0) FROM time_entry y WHERE y.ticket_id IN"

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"{self._SUM} ({_ONE})", [facts.ticket.pk] * 2)
            spent = int(cursor.fetchone()[0])
        return bool(spent > value * 60 if operator == Operator.MORE_THAN else spent < value * 60)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        sign = ">" if operator == Operator.MORE_THAN else "<"
        return f"({self._SUM} ({_EACH})) {sign} %s", [value * 60]
