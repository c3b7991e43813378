"""The ticket's priority."""

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Group, Operator
from accord.conditions.registry import add
from accord.tickets.models import Priority


@add("priority")
class PriorityAsked(ChosenColumn):
    label = _("Priority")
    help = _("How urgent the ticket is.")
    group = Group.TICKET
    operators = (*ChosenColumn.operators, Operator.CHANGED_TO, Operator.CHANGED_FROM)
    column = "priority"
    choice_of = int
    looks_at = frozenset({"priority"})

    def choices(self) -> list[Choice]:
        return [Choice(int(priority), str(priority.label)) for priority in Priority]
