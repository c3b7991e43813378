"""The requester's company, and the domain of his address."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn, TextAsked
from accord.conditions.condition import Choice, Facts, Group, Operator, Sql
from accord.conditions.lowering import lower_sql
from accord.conditions.registry import add
from accord.people.models import Company

MOST = 1000


@add("company")
class CompanyAsked(ChosenColumn):
    label = _("Company")
    help = _("The company of the person who asked.")
    group = Group.REQUESTER
    operators = (*ChosenColumn.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    column = "company_id"
    choice_of = int
    looks_at = frozenset({"requester_id"})

    def choices(self) -> list[Choice]:
        return [Choice(*each) for each in Company.objects.order_by("name").values_list("id", "name")[:MOST]]

    def problem(self, operator: Operator, value: Any) -> Any:
        wanted = {each for each in (value if isinstance(value, list) else [value]) if each is not None}
        there = set(Company.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        return None if wanted <= there else _("A company that was chosen here is no longer there.")

    def held(self, facts: Facts) -> Any:
        return facts.requester.company_id

    def where(self, operator: Operator, value: Any) -> Sql | None:
        found = super().where(operator, value)
        if found is None:
            return None
        condition = found[0].replace("t.company_id", "p.company_id")
        return f"EXISTS (SELECT 1 FROM person p WHERE p.id = t.requester_id AND {condition})", found[1]


@add("address_domain")
class DomainAsked(TextAsked):
    label = _("Domain of the address")
    help = _("What stands after the @ in the mail address of the person who asked, such as example.com.")
    group = Group.REQUESTER
    operators = (Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.CONTAINS_NOT)
    looks_at = frozenset({"requester_id"})

    def clean(self, operator: Operator, value: Any) -> Any:
        cleaned: str = super().clean(operator, value)
        return cleaned.lower().removeprefix("@") or cleaned

    def texts(self, facts: Facts) -> list[str]:
        return [facts.address.partition("@")[2]]

    def where(self, operator: Operator, value: Any) -> Sql | None:
        sqlite = connection.vendor == "sqlite"
        own = "(SELECT p.email FROM person p WHERE p.id = t.requester_id)"
        address = lower_sql(f"coalesce(nullif(t.requester_address, ''), {own})")
        # Without an @ there is no domain.
        domain = (
            f"substr({address}, instr({address} || '@', '@') + 1)"
            if sqlite
            else f"split_part({address}, '@', 2)"
        )
        found = f"instr({domain}, %s) > 0" if sqlite else f"strpos({domain}, %s) > 0"
        if operator in (Operator.IS, Operator.IS_NOT):
            found = f"{domain} = %s"
        return (f"NOT ({found})" if operator in (Operator.IS_NOT, Operator.CONTAINS_NOT) else found), [value]
