"""What a condition is. Each kind of condition is one class in a file of `vocabulary/`, or of a room above."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar

from django.utils.functional import Promise

from accord.conditions import sentences, values
from accord.conditions.facts import Facts
from accord.conditions.operators import Operator, ValueKind
from accord.tickets.seeing import Sql

__all__ = ["Choice", "Condition", "Facts", "Group", "Narrowing", "Operator", "Sql", "ValueKind"]


class Group(StrEnum):
    """Where a condition stands in the list to choose from."""

    TICKET = "ticket"
    REQUESTER = "requester"
    MESSAGE = "message"
    CHANGE = "change"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to choose, with today's name."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What must be true of every ticket for which a condition holds, in a form that an index can be asked for.

    `what` is a column (state, department_id, assignee_id, undelivered) or tags, address, company; `values` are what it
    may be (None: empty). Of created_at and updated_at it is the moments between which they are.
    """

    what: str
    values: tuple[Any, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


class Condition(ABC):
    """One thing that can be asked of a ticket. It is known by its key; operators and values are stored with it."""

    key: ClassVar[str] = ""
    label: ClassVar[Promise | str]  # begins a sentence: "Department"
    help: ClassVar[Promise | str]
    group: ClassVar[str]
    operators: ClassVar[tuple[Operator, ...]]
    kind: ClassVar[ValueKind] = ValueKind.NONE
    looks_at: ClassVar[frozenset[str]] = frozenset()  # columns of the ticket, and keys of event kinds
    apart: ClassVar[bool] = False  # its answer can change while the ticket's row stays as it is
    choice_of: ClassVar[type] = str  # of what type the value of a choice is
    said_as: ClassVar[Mapping[Operator, Operator]] = MappingProxyType({})  # in whose words an operator is said

    def kind_for(self, operator: Operator) -> ValueKind:
        """What stands after that operator."""
        return values.KINDS.get(operator, self.kind)

    def choices(self) -> list[Choice]:
        """What can be chosen, with today's names."""
        return []

    def clean(self, operator: Operator, value: Any) -> Any:
        """The value as it is stored. Raises Invalid with a sentence."""
        return values.clean(self.kind_for(operator), value, self.choice_of)

    def problem(self, operator: Operator, value: Any) -> Promise | str | None:
        """Why the condition can no longer be what was meant: what it names is gone. None when all is well."""
        if self.kind_for(operator) not in (ValueKind.CHOICE, ValueKind.CHOICES):
            return None
        known = {choice.value for choice in self.choices()}
        wanted = value if isinstance(value, list) else [value]
        return None if set(wanted) <= known else values.GONE

    def meant(self, value: Any, me: int) -> Any:
        """The value for one reader: "me" is he."""
        return value

    @abstractmethod
    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        """Whether it is so."""

    def where(self, operator: Operator, value: Any) -> Sql | None:
        """The same as SQL over `ticket t`; None when a list cannot ask it."""
        return None

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        """How an index can be asked for fewer tickets; None where the condition does not help."""
        return None

    def sentence(self, operator: Operator, value: Any) -> str:
        """What is asked, in the reader's language and without an end mark."""
        said = self.said_as.get(operator, operator)
        return sentences.sentence(said, str(self.label), self.words(operator, value))

    def asks(self, operator: Operator) -> Promise:
        """The words of an operator, as a person chooses them."""
        return sentences.LABELS[self.said_as.get(operator, operator)]

    def words(self, operator: Operator, value: Any) -> str:
        """The value in words."""
        kind = self.kind_for(operator)
        if kind in (ValueKind.CHOICE, ValueKind.CHOICES):
            names = {choice.value: choice.label for choice in self.choices()}
            wanted = value if isinstance(value, list) else [value]
            together = operator == Operator.ALL_OF
            return sentences.listed([names.get(each, "?") for each in wanted], together=together)
        return sentences.words(kind, value)
