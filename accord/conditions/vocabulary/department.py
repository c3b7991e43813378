"""The ticket's department."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Group, Operator
from accord.conditions.registry import add
from accord.people.models import Department
from accord.tickets.rows import run


@add("department")
class DepartmentAsked(ChosenColumn):
    label = _("Department")
    help = _("The department in which the ticket is.")
    group = Group.TICKET
    operators = (*ChosenColumn.operators, Operator.CHANGED_TO, Operator.CHANGED_FROM)
    column = "department_id"
    choice_of = int
    looks_at = frozenset({"department_id"})

    def choices(self) -> list[Choice]:
        return [Choice(*each) for each in Department.objects.values_list("id", "name")]

    def problem(self, operator: Operator, value: Any) -> Promise | str | None:
        wanted = set(value if isinstance(value, list) else [value])
        active = {each[0] for each in run("SELECT id FROM department WHERE is_active", [])}
        return None if wanted <= active else _("A department that was chosen here is no longer in use.")
