"""The editor of conditions: what it offers, what stands in it, what was posted from it.

Names of fields are "<name>-<group>-<term>-<part>": c (which condition), op (how it asks), v (the value, perhaps more
than one), u (the unit of a duration). Numbers only order; groups and terms without a condition are left out.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accord.conditions.condition import Choice, Condition, Group, Operator, ValueKind
from accord.conditions.groups import MOST_GROUPS, MOST_TERMS, Groups
from accord.conditions.registry import conditions
from accord.core.errors import Invalid
from accord.core.ids import numbers_in

EVERYTHING = frozenset(Group)
UNITS = (60, 3600, 86400)
_NAME = re.compile(r"(\d{1,4})-(\d{1,4})-c")


@dataclass(frozen=True)
class Draft:
    """A term as it stands in the form. `error` says what is wrong with it."""

    key: str
    op: str
    value: Any = None
    error: str = ""


@dataclass(frozen=True)
class Offer:
    """A condition that can be chosen."""

    condition: Condition

    @property
    def key(self) -> str:
        return self.condition.key

    @property
    def label(self) -> str:
        return str(self.condition.label)

    @property
    def help(self) -> str:
        return str(self.condition.help)

    @property
    def operators(self) -> list[tuple[Operator, Promise, ValueKind]]:
        """How it can ask: the operator, its words, and what stands after it."""
        return [
            (each, self.condition.asks(each), self.condition.kind_for(each)) for each in self.condition.operators
        ]

    @property
    def kinds(self) -> list[ValueKind]:
        """What may stand after one of its operators."""
        return list(dict.fromkeys(kind for _op, _label, kind in self.operators))

    @cached_property
    def choices(self) -> list[Choice]:
        return self.condition.choices()

    def kind_of(self, op: str) -> ValueKind:
        found = [kind for operator, _label, kind in self.operators if operator == op]
        return found[0] if found else self.operators[0][2]


@dataclass(frozen=True)
class Vocabulary:
    """What an editor offers, in groups of (heading, conditions)."""

    groups: list[tuple[str, list[Offer]]]
    for_lists: bool = False
    allowed: frozenset[str] = field(default=EVERYTHING)

    @cached_property
    def offers(self) -> dict[str, Offer]:
        return {offer.key: offer for _heading, offers in self.groups for offer in offers}

    @property
    def units(self) -> list[tuple[int, str]]:
        return [(60, _("minutes")), (3600, _("hours")), (86400, _("days"))]

    @property
    def weekdays(self) -> list[tuple[int, str]]:
        return [(number, str(name)) for number, name in WEEKDAYS.items()]

    def drafts(self, groups: "Groups | Sequence[Sequence[Draft]]") -> list[list[Draft]]:
        """What stands in the editor: stored groups, or what was posted. One empty term where there is nothing."""
        if isinstance(groups, Groups):
            shown = [
                [Draft(term.key, str(term.operator), term.value) for term in group] for group in groups.groups
            ]
        else:
            shown = [list(group) for group in groups]
        return shown or [[Draft("", "")]]

    def unit_of(self, seconds: Any) -> int:
        """The largest unit in which a duration is a whole number."""
        whole = [unit for unit in UNITS if isinstance(seconds, int) and seconds and seconds % unit == 0]
        return whole[-1] if whole else 60

    def local(self, value: Any) -> str:
        """A stored moment as a field of a form has it, in the reader's zone."""
        try:
            return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%dT%H:%M}"
        except (TypeError, ValueError):
            return str(value or "")


_HEADINGS = {
    Group.TICKET: lambda: _("The ticket"),
    Group.REQUESTER: lambda: _("Who asked"),
    Group.MESSAGE: lambda: _("Messages"),
    Group.CHANGE: lambda: _("What just happened"),
    Group.TIME: lambda: _("Time"),
}
_ONLY_EVENTS = frozenset({Operator.ADDED, Operator.REMOVED, Operator.CHANGED_TO, Operator.CHANGED_FROM})


def vocabulary(groups: Collection[str] = EVERYTHING, for_lists: bool = False) -> Vocabulary:
    """The conditions of these groups; `for_lists`: only what a list can ask, without what just happened."""
    shown = []
    for group in Group:
        if group not in groups:
            continue
        offers = [Offer(each) for _key, each in conditions.items() if each.group == group]
        if for_lists:
            offers = [ForLists(each.condition) for each in offers if ForLists(each.condition).operators]
        if offers:
            shown.append((_HEADINGS[group](), sorted(offers, key=lambda each: each.label.casefold())))
    return Vocabulary(shown, for_lists, frozenset(groups))


class ForLists(Offer):
    """A condition with only those of its operators that a list can ask."""

    @property
    def operators(self) -> list[tuple[Operator, Promise, ValueKind]]:
        return [each for each in super().operators if self._asks(each[0])]

    def _asks(self, operator: Operator) -> bool:
        if operator in _ONLY_EVENTS:
            return False
        return self.condition.where(operator, _SAMPLES[self.condition.kind_for(operator)]) is not None


_SAMPLES: dict[ValueKind, Any] = {
    ValueKind.NONE: None,
    ValueKind.CHOICE: 0,
    ValueKind.CHOICES: [0],
    ValueKind.TEXT: "a",
    ValueKind.NUMBER: 1,
    ValueKind.DURATION: 60,
    ValueKind.MOMENT: "2026-01-01T00:00:00+00:00",
    ValueKind.WEEKDAYS: [0],
    ValueKind.TIME_SPAN: ["09:00", "17:00"],
}


def read(posted: QueryDict, name: str) -> Groups:
    """The groups that were posted. Raises Invalid with the sentence of the first term that is not right."""
    for group in drafts_of(posted, name):
        for draft in group:
            if draft.error:
                raise Invalid(name, sentence=draft.error.replace("%", "%%"))
    return Groups.parse(_stored(posted, name))


def drafts_of(posted: QueryDict, name: str) -> list[list[Draft]]:
    """What was posted, as it stands in the editor when it is shown again, with what is wrong beside each term."""
    return [[_checked(term) for term in group] for group in _stored(posted, name)]


def _checked(term: Mapping[str, Any]) -> Draft:
    try:
        Groups.parse([[term]])
        error = ""
    except Invalid as refused:
        error = str(refused)
    return Draft(term["c"], term["op"], term["v"], error)


def _stored(posted: QueryDict, name: str) -> list[list[dict[str, Any]]]:
    groups: dict[int, dict[int, dict[str, Any]]] = {}
    for number, at in sorted(_places(posted, name)):
        key = posted.get(f"{name}-{number}-{at}-c")
        if key:
            groups.setdefault(number, {})[at] = _one(posted, f"{name}-{number}-{at}", key)
    return [list(terms.values())[:MOST_TERMS] for terms in list(groups.values())[:MOST_GROUPS]]


def _places(posted: QueryDict, name: str) -> Iterator[tuple[int, int]]:
    for each in posted.keys():  # noqa: SIM118 - a QueryDict is asked for its names
        if each.startswith(f"{name}-") and (found := _NAME.fullmatch(each[len(name) + 1 :])):
            yield int(found[1]), int(found[2])


def _one(posted: QueryDict, prefix: str, key: str) -> dict[str, Any]:
    op = posted.get(f"{prefix}-op")
    condition = conditions.get(key)
    operators = [str(each) for each in condition.operators] if condition is not None else []
    if condition is None or op not in operators:
        op = operators[0] if operators else ""
    kind = condition.kind_for(Operator(op)) if condition is not None else ValueKind.NONE
    given = [each for each in posted.getlist(f"{prefix}-v") if each != ""]
    return {"c": key, "op": op, "v": _value(kind, given, posted.get(f"{prefix}-u"))}


def _value(kind: ValueKind, given: list[str], unit: str | None) -> Any:
    if kind == ValueKind.NONE:
        return None
    if kind == ValueKind.WEEKDAYS:
        return numbers_in(given)
    if kind in (ValueKind.CHOICES, ValueKind.TIME_SPAN):
        return given
    first = given[0] if given else ""
    if kind == ValueKind.DURATION:
        number = int(first) if first.isdecimal() and len(first) < 9 else 0
        return number * (int(unit) if unit in [str(each) for each in UNITS] else 60)
    if kind == ValueKind.MOMENT:
        return _moment(first)
    return first


def _moment(text: str) -> str:
    """What a field for day and time holds, as the moment that it means to the reader."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone.get_current_timezone())
    return found.astimezone(UTC).isoformat()
