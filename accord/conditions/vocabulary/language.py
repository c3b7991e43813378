"""The language in which the customer writes."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import ChosenColumn
from accord.conditions.condition import Choice, Group, Operator
from accord.conditions.registry import add
from accord.translation.languages import LANGUAGES


@add("language")
class LanguageAsked(ChosenColumn):
    label = _("Language")
    help = _("The language in which the customer writes. Empty where it could not be told.")
    group = Group.REQUESTER
    operators = (*ChosenColumn.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    column = "language"
    looks_at = frozenset({"message.received"})

    def choices(self) -> list[Choice]:
        return [Choice(code, name) for code, name in LANGUAGES.items()]

    def problem(self, operator: Operator, value: Any) -> Promise | str | None:
        return None
