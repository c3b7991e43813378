"""Groups of conditions: all of a group must hold, of the groups at least one. No groups at all: always true."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.conditions import vocabulary  # noqa: F401 - its conditions are registered
from accord.conditions.condition import Condition, Facts, Operator, Sql
from accord.conditions.registry import conditions
from accord.core.errors import Invalid

MOST_GROUPS = 20
MOST_TERMS = 30


class Term(NamedTuple):
    """One condition as it was asked."""

    key: str
    operator: Operator
    value: Any

    @property
    def condition(self) -> Condition:
        return conditions[self.key]

    def holds(self, facts: Facts) -> bool:
        return self.condition.holds(facts, self.operator, self.value)

    def problem(self) -> Promise | str | None:
        return self.condition.problem(self.operator, self.value)

    def sentence(self) -> str:
        return self.condition.sentence(self.operator, self.value)

    def where(self) -> Sql | None:
        return self.condition.where(self.operator, self.value)


@dataclass(frozen=True)
class Groups:
    """Groups of terms; joined by "or", the terms inside of one by "and"."""

    groups: tuple[tuple[Term, ...], ...] = ()

    @classmethod
    def parse(cls, stored: Any) -> "Groups":
        """What `stored()` gave: groups of {"c": key, "op": operator, "v": value}. Raises Invalid with a sentence."""
        if not isinstance(stored, list) or len(stored) > MOST_GROUPS:
            raise Invalid("groups")
        groups = []
        for group in stored:
            if not isinstance(group, list) or len(group) > MOST_TERMS:
                raise Invalid("groups")
            if group:
                groups.append(tuple(_term(each) for each in group))
        return cls(tuple(groups))

    @classmethod
    def readable(cls, stored: Any) -> "Groups":
        """The same without what can no longer be asked at all, for who mends it."""
        groups = [[term for term in group if _parses(term)] for group in stored if isinstance(group, list)]
        return cls.parse([group for group in groups if group])

    def stored(self) -> list[list[dict[str, Any]]]:
        return [[_stored(term) for term in group] for group in self.groups]

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def terms(self) -> Iterable[Term]:
        return (term for group in self.groups for term in group)

    def holds(self, facts: Facts) -> bool:
        """Whether the conditions hold; without any they do."""
        return not self.groups or any(all(term.holds(facts) for term in group) for group in self.groups)

    def verdicts(self, facts: Facts) -> list[list[tuple[Term, bool]]]:
        """What each term says, for "why"."""
        return [[(term, term.holds(facts)) for term in group] for group in self.groups]

    def problems(self) -> list[Promise | str]:
        """Why the conditions no longer are what was meant."""
        return list(dict.fromkeys(found for term in self.terms if (found := term.problem()) is not None))

    def sentence(self) -> str:
        """All of it in the reader's language, without an end mark."""
        if not self.groups:
            return _("Every ticket")
        joined = [_(" and ").join(term.sentence() for term in group) for group in self.groups]
        return joined[0] if len(joined) == 1 else _(", or ").join(joined)

    def meant_for(self, me: int) -> "Groups":
        """The same for one reader: "me" is he."""
        return Groups(
            tuple(
                tuple(term._replace(value=term.condition.meant(term.value, me)) for term in group)
                for group in self.groups
            )
        )

    def where(self) -> Sql:
        """A condition over `ticket t`, and its values. Raises Invalid if a term cannot be asked of a list."""
        if not self.groups:
            return "1 = 1", []
        parts: list[str] = []
        values: list[Any] = []
        for group in self.groups:
            asked = [_where(term) for term in group]
            parts.append(" AND ".join(f"({text})" for text, _values in asked))
            values += [value for _text, held in asked for value in held]
        return " OR ".join(f"({part})" for part in parts), values

    @property
    def looks_at(self) -> frozenset[str]:
        """Columns of the ticket and keys of event kinds whose change can change the answer."""
        return frozenset[str]().union(*(term.condition.looks_at for term in self.terms))


def _term(stored: Any) -> Term:
    if not isinstance(stored, dict) or not isinstance(stored.get("c"), str):
        raise Invalid("condition")
    condition = conditions.get(stored["c"])
    if condition is None:
        raise Invalid("condition", sentence=conditions.gone(stored["c"]))
    if stored.get("op") not in [str(each) for each in condition.operators]:
        raise Invalid(
            "operator", sentence=gettext_lazy("“%(label)s” cannot be asked so."), label=condition.label
        )
    operator = Operator(stored["op"])
    return Term(condition.key, operator, condition.clean(operator, stored.get("v")))


def _parses(term: object) -> bool:
    try:
        _term(term)
    except Invalid:
        return False
    return True


def _stored(term: Term) -> dict[str, Any]:
    held = {"c": term.key, "op": str(term.operator)}
    return held if term.value is None else held | {"v": term.value}


def _where(term: Term) -> Sql:
    found = term.where()
    if found is None:
        sentence = gettext_lazy("A list cannot be asked for this: %(what)s.")
        raise Invalid("where", sentence=sentence, what=term.condition.label)
    return found
