"""To whom the ticket is assigned."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Facts, Group, Operator, Sql, ValueKind
from accord.conditions.registry import add
from accord.core.errors import Invalid
from accord.people.models import Person
from accord.people.models.person import PersonKind

ME = "me"


def agents() -> list[Choice]:
    """All agents who work here."""
    found = Person.objects.filter(kind=PersonKind.AGENT, is_active=True).order_by("name", "email")
    return [Choice(agent.pk, agent.shown_name) for agent in found]


class AgentColumn(ChosenColumn):
    """A column that names an agent or nobody. "me" is the reader of a list; outside of lists he is nobody."""

    operators: ClassVar[tuple[Operator, ...]] = (*ChosenColumn.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    choice_of = int

    def choices(self) -> list[Choice]:
        return [Choice(ME, str(_("whoever looks at the list"))), *agents()]

    def clean(self, operator: Operator, value: Any) -> Any:
        if self.kind_for(operator) == ValueKind.NONE:
            return None
        asked = value if isinstance(value, list) else [value]
        rest = [each for each in asked if each != ME]
        kind = ValueKind.CHOICES if isinstance(value, list) else ValueKind.CHOICE
        cleaned = super().clean(operator, rest if kind == ValueKind.CHOICES else rest[0]) if rest else []
        many = self.kind_for(operator) == ValueKind.CHOICES
        found = [
            *([ME] if len(rest) < len(asked) else []),
            *(cleaned if isinstance(cleaned, list) else [cleaned]),
        ]
        if not found:
            raise Invalid("assignee", sentence=_("Choose at least one from the list."))
        return found if many else found[0]

    def meant(self, value: Any, me: int) -> Any:
        if isinstance(value, list):
            return list(dict.fromkeys(me if each == ME else each for each in value))
        return me if value == ME else value

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        if facts.me is not None:
            value = self.meant(value, facts.me)
        return super().holds(facts, operator, value)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        if isinstance(value, list):
            value = [each for each in value if each != ME] or [0]
        return super().where(operator, 0 if value == ME else value)

    def problem(self, operator: Operator, value: Any) -> Promise | str | None:
        wanted = {each for each in (value if isinstance(value, list) else [value]) if isinstance(each, int)}
        if not wanted:
            return None
        here = set(
            Person.objects.filter(pk__in=wanted, kind=PersonKind.AGENT, is_active=True).values_list(
                "pk", flat=True
            )
        )
        return None if wanted <= here else _("An agent who was chosen here no longer works here.")


@add("assignee")
class AssigneeAsked(AgentColumn):
    label = _("Assigned to")
    help = _("The agent who has the ticket. Empty means nobody has it.")
    group = Group.TICKET
    operators = (*AgentColumn.operators, Operator.CHANGED_TO, Operator.CHANGED_FROM)
    column = "assignee_id"
    looks_at = frozenset({"assignee_id"})
