"""The group of contacts in which the requester is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Facts, Group, Operator, Sql
from accord.conditions.registry import add
from accord.people import grouping


@add("contact_group")
class GroupAsked(ChosenColumn):
    label = _("Contact group")
    help = _("The group of the person who asked, such as VIPs.")
    group = Group.REQUESTER
    operators = (*ChosenColumn.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    column = "group_id"
    choice_of = int
    looks_at = frozenset({"requester_id"})

    def choices(self) -> list[Choice]:
        return [Choice(each.pk, each.name) for each in grouping.groups()]

    def held(self, facts: Facts) -> Any:
        found = grouping.group_of(facts.requester)
        return found.pk if found is not None else None

    def where(self, operator: Operator, value: Any) -> Sql | None:
        found = super().where(operator, value)
        if found is None:
            return None
        own = (
            "(SELECT m.group_id FROM contact_group_member m JOIN contact_group g ON g.id = m.group_id"
            " WHERE m.person_id = t.requester_id AND g.is_active)"
        )
        return found[0].replace("t.group_id", own), found[1]
