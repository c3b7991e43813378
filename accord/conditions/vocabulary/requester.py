"""Who asked: his name and addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import TextAsked
from accord.conditions.condition import Facts, Group, Narrowing, Operator, Sql
from accord.conditions.lowering import contains, equals, lowered
from accord.conditions.registry import add


@add("requester")
class RequesterAsked(TextAsked):
    """What has an @ is asked of the addresses alone where the whole of it must fit, anything else of the name."""

    label = _("Requester")
    help = _("The person who asked, by name or by any of the person's mail addresses.")
    group = Group.REQUESTER
    operators = (Operator.CONTAINS, Operator.CONTAINS_NOT, Operator.IS, Operator.IS_NOT)
    looks_at = frozenset({"requester_id"})

    def texts(self, facts: Facts) -> list[str]:
        return [facts.requester.name, *facts.addresses]

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        if operator in (Operator.CONTAINS, Operator.CONTAINS_NOT):
            return super().holds(facts, operator, value)
        known = facts.addresses if "@" in value else [facts.requester.name]
        return (lowered(value) in [lowered(each) for each in known]) is (operator == Operator.IS)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        person = "SELECT 1 FROM person p WHERE p.id = t.requester_id"
        address = "SELECT 1 FROM address a WHERE a.person_id = t.requester_id"
        if operator in (Operator.CONTAINS, Operator.CONTAINS_NOT):
            name, (wanted,) = contains("p.name", value)
            sql, given = (
                f"{person} AND {name} UNION ALL {address} AND {contains('a.email', value)[0]}",
                [wanted] * 2,
            )
        elif "@" in value:
            sql, given = f"{address} AND a.email = %s", [value.lower()]
        else:
            name, given = equals("p.name", value)
            sql = f"{person} AND {name}"
        return (
            f"{'NOT ' if operator in (Operator.IS_NOT, Operator.CONTAINS_NOT) else ''}EXISTS ({sql})",
            given,
        )

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        return Narrowing("address", (value.lower(),)) if operator == Operator.IS and "@" in value else None
