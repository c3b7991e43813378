"""One condition for each field that a team added: of the ticket, of the requester, of his company."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accord.conditions.condition import Choice, Condition, Facts, Group, Narrowing, Operator, Sql, ValueKind
from accord.conditions.registry import conditions
from accord.core.errors import Invalid
from accord.people.fields import filling as filling_fields
from accord.people.fields import known
from accord.people.fields.known import Field
from accord.people.models import About
from accord.tickets import filling

_ANY = (Operator.EMPTY, Operator.NOT_EMPTY)
_CHOSEN = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF, *_ANY)
_MANY = (Operator.ANY_OF, Operator.ALL_OF, Operator.NONE_OF, *_ANY)
_NUMBER = (Operator.IS, Operator.MORE_THAN, Operator.LESS_THAN, *_ANY)
_TEXT = (Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.CONTAINS_NOT, *_ANY)
_DATE = (Operator.IS, Operator.BEFORE, Operator.AFTER, *_ANY)
_GROUPS = {About.TICKET: Group.TICKET, About.CONTACT: Group.REQUESTER, About.COMPANY: Group.REQUESTER}
_SIGNS = {
    Operator.MORE_THAN: ">",
    Operator.AFTER: ">",
    Operator.LESS_THAN: "<",
    Operator.BEFORE: "<",
}
_NEGATED = (Operator.IS_NOT, Operator.NONE_OF, Operator.CONTAINS_NOT, Operator.EMPTY)


class FieldAsked(Condition):
    """What stands in one field. A list can be asked only for tickets' own fields."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.key = f"field:{field.about}.{field.key}"  # type: ignore[misc]
        self.group = _GROUPS[About(field.about)]  # type: ignore[misc]
        of_ticket = field.about == About.TICKET
        self.looks_at = frozenset({"fields"} if of_ticket else {"requester_id"})  # type: ignore[misc]
        kind = field.kind.key
        self.kind = {  # type: ignore[misc]
            "choice": ValueKind.CHOICE,
            "choices": ValueKind.CHOICE,
            "number": ValueKind.NUMBER,
            "checkbox": ValueKind.NONE,
        }.get(kind, ValueKind.TEXT)
        self.operators = {  # type: ignore[misc]
            "choice": _CHOSEN,
            "choices": _MANY,
            "number": _NUMBER,
            "date": _DATE,
            "checkbox": (Operator.YES, Operator.NO),
        }.get(kind, _TEXT)

    @property
    def label(self) -> str:  # type: ignore[override]
        return self.field.name

    @property
    def help(self) -> Promise | str:  # type: ignore[override]
        return self.field.hint

    def kind_for(self, operator: Operator) -> ValueKind:
        if self.field.kind.key == "date" and operator not in _ANY:
            return ValueKind.TEXT  # a day, as 2026-11-30
        return super().kind_for(operator)

    def choices(self) -> list[Choice]:
        return [Choice(each.key, each.name) for each in self.field.choices]

    def clean(self, operator: Operator, value: Any) -> Any:
        cleaned = super().clean(operator, value)
        if self.field.kind.key == "date" and cleaned is not None:
            return self.field.clean(cleaned)
        return cleaned

    def problem(self, operator: Operator, value: Any) -> Promise | str | None:
        return super().problem(operator, value)

    def held(self, facts: Facts) -> Any:
        if self.field.about == About.TICKET:
            return facts.ticket.fields.get(self.field.key)
        if self.field.about == About.CONTACT:
            return filling_fields.of_contact(facts.requester).get(self.field.key)
        return filling_fields.of_company(facts.company).get(self.field.key) if facts.company else None

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        held = self.held(facts)
        if operator in (Operator.EMPTY, Operator.NO):
            return held is None
        if operator in (Operator.NOT_EMPTY, Operator.YES):
            return held is not None
        if held is None:
            return operator in _NEGATED
        if self.field.kind.numeric and operator != Operator.IS:
            number, bound = self._number(held), self._number(value)
            return number > bound if _SIGNS[operator] == ">" else number < bound
        texts = {text for text, _number in self.field.kind.found_by(held)}
        wanted = set(self._texts(value))
        if operator == Operator.ALL_OF:
            return wanted <= texts
        if operator in (Operator.CONTAINS, Operator.CONTAINS_NOT):
            return any(each in text for each in wanted for text in texts) is (operator == Operator.CONTAINS)
        return bool(texts & wanted) is (operator not in _NEGATED)

    def _number(self, stored: Any) -> float:
        return self.field.kind.found_by(stored)[0][1] or 0.0

    def _texts(self, value: Any) -> list[str]:
        """As the values are found in the index."""
        many = self.field.kind.many
        parts = value if isinstance(value, list) else [value]
        return [
            text for each in parts for text, _number in self.field.kind.found_by([each] if many else each)
        ]

    def where(self, operator: Operator, value: Any) -> Sql | None:
        if self.field.about != About.TICKET:
            return None
        if operator in (Operator.EMPTY, Operator.NO, Operator.NOT_EMPTY, Operator.YES):
            sql, given = filling.has(self.field, [])
        elif operator in _SIGNS:
            sql, given = filling.compares(self.field, _SIGNS[operator], self._bound(value))
        elif operator in (Operator.CONTAINS, Operator.CONTAINS_NOT):
            position = "instr" if connection.vendor == "sqlite" else "strpos"
            sql, given = filling.contains(self.field, self._texts(value)[0], position)
        elif operator == Operator.ALL_OF:
            parts = [filling.has(self.field, [each]) for each in self._texts(value)]
            return " AND ".join(text for text, _held in parts), [
                each for _text, held in parts for each in held
            ]
        else:
            sql, given = filling.has(self.field, self._texts(value))
        return (f"NOT {sql}" if operator in _NEGATED or operator == Operator.NO else sql), given

    def _bound(self, value: Any) -> float:
        try:
            return self._number(self.field.clean(value))
        except Invalid:  # an editor asks with an example of a value
            return 0.0

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        if self.field.about != About.TICKET or operator not in (
            Operator.IS,
            Operator.ONE_OF,
            Operator.ANY_OF,
        ):
            return None
        return Narrowing("fields", tuple(filling.term(self.field, each) for each in self._texts(value)))


def _one(key: str) -> Condition | None:
    about, _dot, name = key.partition(".")
    field = known.by_key(about, name)
    return FieldAsked(field) if field is not None else None


def _every() -> Iterable[Condition]:
    for about in About.values:
        yield from (FieldAsked(each) for each in known.fields_of(about))


conditions.add_family("field", _one, _every, gettext_lazy("A field that was asked here is gone."))
