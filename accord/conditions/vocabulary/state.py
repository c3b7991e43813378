"""The ticket's state."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Group, Narrowing, Operator
from accord.conditions.registry import add
from accord.tickets.models import State


@add("state")
class StateAsked(ChosenColumn):
    label = _("Status")
    help = _("Where the ticket stands now, or what its status just became.")
    group = Group.TICKET
    operators = (*ChosenColumn.operators, Operator.CHANGED_TO, Operator.CHANGED_FROM)
    column = "state"
    looks_at = frozenset({"state"})

    def choices(self) -> list[Choice]:
        return [Choice(str(state), str(state.label)) for state in State]

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        if operator in (Operator.IS_NOT, Operator.NONE_OF):
            out = value if isinstance(value, list) else [value]
            return Narrowing("state", tuple(str(state) for state in State if state not in out))
        return super().narrows(operator, value)
