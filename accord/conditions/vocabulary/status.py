"""The status of the team's own within the state."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Group, Narrowing, Operator
from accord.conditions.registry import add
from accord.tickets.models import State
from accord.tickets.statuses.known import known


@add("custom_status")
class OwnStatusAsked(ChosenColumn):
    label = _("Own status")
    help = _("A status that you made in Settings; it is empty where a ticket has the plain one of its state.")
    group = Group.TICKET
    operators = (
        *ChosenColumn.operators,
        Operator.EMPTY,
        Operator.NOT_EMPTY,
        Operator.CHANGED_TO,
        Operator.CHANGED_FROM,
    )
    column = "status_id"
    choice_of = int
    looks_at = frozenset({"status_id", "state"})

    def choices(self) -> list[Choice]:
        return [
            Choice(each.id, f"{State(each.category).label}: {each.label}")
            for each in known().statuses
            if each.id is not None
        ]

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        """Its tickets are in its state."""
        if operator not in (Operator.IS, Operator.ONE_OF):
            return None
        here = known().by_id
        wanted = value if isinstance(value, list) else [value]
        return Narrowing("state", tuple({here[each].category for each in wanted if each in here}))
