"""Conditions that ask for a column of the ticket: a choice, a text, a number, a moment, a yes or no."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from accord.conditions import lowering, patterns, values
from accord.conditions.condition import Condition, Facts, Narrowing, Operator, Sql, ValueKind
from accord.core import clock


class AskedColumn(Condition):
    """A condition over one column."""

    column: ClassVar[str]

    def held(self, facts: Facts) -> Any:
        """What the column holds."""
        return getattr(facts.ticket, self.column)


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


class ChosenColumn(AskedColumn):
    """A column that holds one of some values; it may be empty where `operators` has that."""

    operators: ClassVar[tuple[Operator, ...]] = (
        Operator.IS,
        Operator.IS_NOT,
        Operator.ONE_OF,
        Operator.NONE_OF,
    )
    kind = ValueKind.CHOICE

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        if operator in (Operator.CHANGED_TO, Operator.CHANGED_FROM):
            if self.column not in facts.changed:
                return False
            before, after = facts.changed[self.column]
            return bool((after if operator == Operator.CHANGED_TO else before) == value)
        held = self.held(facts)
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return (held is None or held == "") is (operator == Operator.EMPTY)
        wanted = value if isinstance(value, list) else [value]
        return (held in wanted) is (operator in (Operator.IS, Operator.ONE_OF))

    def where(self, operator: Operator, value: Any) -> Sql | None:
        column = f"t.{self.column}"
        empty = f"({column} IS NULL)" if self.choice_of is int else f"({column} = '')"
        if operator == Operator.EMPTY:
            return empty, []
        if operator == Operator.NOT_EMPTY:
            return f"NOT {empty}", []
        wanted = value if isinstance(value, list) else [value]
        if operator in (Operator.IS, Operator.ONE_OF):
            return f"{column} IN ({marks(wanted)})", wanted
        if operator in (Operator.IS_NOT, Operator.NONE_OF):  # NOT IN over nothing is neither true nor false
            return f"({column} IS NULL OR {column} NOT IN ({marks(wanted)}))", wanted
        return None

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        if operator in (Operator.IS, Operator.ONE_OF):
            return Narrowing(self.column, tuple(value if isinstance(value, list) else [value]))
        return Narrowing(self.column, (None,)) if operator == Operator.EMPTY else None


class TextAsked(Condition):
    """Words, compared without regard to case."""

    operators: ClassVar[tuple[Operator, ...]] = (
        Operator.CONTAINS,
        Operator.CONTAINS_NOT,
        Operator.IS,
        Operator.IS_NOT,
        Operator.STARTS_WITH,
        Operator.MATCHES,
    )
    kind = ValueKind.TEXT

    def clean(self, operator: Operator, value: Any) -> Any:
        cleaned = values.clean(self.kind_for(operator), value)
        return patterns.checked(cleaned) if operator == Operator.MATCHES else cleaned

    @abstractmethod
    def texts(self, facts: Facts) -> list[str]:
        """What is looked at; it is enough that one of these has it."""

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        texts = [lowering.lowered(each) for each in self.texts(facts)]
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return (not any(texts)) is (operator == Operator.EMPTY)
        if operator == Operator.MATCHES:
            return any(patterns.found(value, each) for each in self.texts(facts))
        wanted = lowering.lowered(value)
        if operator in (Operator.CONTAINS, Operator.CONTAINS_NOT):
            return any(wanted in each for each in texts) is (operator == Operator.CONTAINS)
        if operator in (Operator.IS, Operator.IS_NOT):
            return (wanted in texts) is (operator == Operator.IS)
        return any(each.startswith(wanted) for each in texts)


class TextColumn(TextAsked):
    """A text column of the ticket, never NULL."""

    column: ClassVar[str]

    def texts(self, facts: Facts) -> list[str]:
        return [getattr(facts.ticket, self.column)]

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return text_where(f"t.{self.column}", operator, value)


def text_where(column: str, operator: Operator, value: Any) -> Sql | None:
    """A text condition over an expression that is never NULL."""
    if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        return f"{column} {'=' if operator == Operator.EMPTY else '<>'} ''", []
    if operator in (Operator.CONTAINS, Operator.CONTAINS_NOT):
        sql, given = lowering.contains(column, value)
    elif operator in (Operator.IS, Operator.IS_NOT):
        sql, given = lowering.equals(column, value)
    elif operator == Operator.STARTS_WITH:
        sql, given = lowering.begins(column, value)
    else:
        return None
    return (f"NOT ({sql})" if operator in (Operator.CONTAINS_NOT, Operator.IS_NOT) else sql), given


class NumberColumn(AskedColumn):
    """A number of the ticket."""

    operators: ClassVar[tuple[Operator, ...]] = (Operator.MORE_THAN, Operator.LESS_THAN, Operator.IS)
    kind = ValueKind.NUMBER

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        held = self.held(facts)
        if operator == Operator.IS:
            return bool(held == value)
        return bool(held > value if operator == Operator.MORE_THAN else held < value)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        sign = {Operator.IS: "=", Operator.MORE_THAN: ">", Operator.LESS_THAN: "<"}[operator]
        return f"t.{self.column} {sign} %s", [value]


class MomentColumn(AskedColumn):
    """A moment of the ticket. Of one that is empty nothing holds but that it is empty."""

    operators: ClassVar[tuple[Operator, ...]] = (
        Operator.OLDER_THAN,
        Operator.YOUNGER_THAN,
        Operator.BEFORE,
        Operator.AFTER,
    )
    kind = ValueKind.MOMENT

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        held: datetime | None = self.held(facts)
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return (held is None) is (operator == Operator.EMPTY)
        if held is None:
            return False
        bound = _bound(operator, value, facts.now)
        return held < bound if operator in (Operator.OLDER_THAN, Operator.BEFORE) else held >= bound

    def where(self, operator: Operator, value: Any) -> Sql | None:
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return f"t.{self.column} IS {'' if operator == Operator.EMPTY else 'NOT '}NULL", []
        sign = "<" if operator in (Operator.OLDER_THAN, Operator.BEFORE) else ">="
        return f"t.{self.column} {sign} %s", [_bound(operator, value, clock.now())]

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        if operator not in (Operator.OLDER_THAN, Operator.YOUNGER_THAN, Operator.BEFORE, Operator.AFTER):
            return None
        bound = _bound(operator, value, clock.now())
        if operator in (Operator.OLDER_THAN, Operator.BEFORE):
            return Narrowing(self.column, until=bound)
        return Narrowing(self.column, since=bound)


def _bound(operator: Operator, value: Any, now: datetime) -> datetime:
    if operator in (Operator.OLDER_THAN, Operator.YOUNGER_THAN):
        return now - timedelta(seconds=value)
    return datetime.fromisoformat(value)


class TruthColumn(AskedColumn):
    """A yes or no of the ticket."""

    operators: ClassVar[tuple[Operator, ...]] = (Operator.YES, Operator.NO)

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        return bool(self.held(facts)) is (operator == Operator.YES)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return f"{'' if operator == Operator.YES else 'NOT '}t.{self.column}", []

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        return Narrowing(self.column, (operator == Operator.YES,))
