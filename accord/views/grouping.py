"""A view in groups: one after the other, each read as a view of its own, so that pages still go on where one ended."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accord.conditions.groups import Groups, Term
from accord.conditions.operators import Operator
from accord.core.errors import Invalid
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.people.rights import Access
from accord.tickets.listing import PAGE
from accord.tickets.models import Priority, State
from accord.tickets.rows import Row
from accord.views import reading
from accord.views.narrowing import HIDDEN, Narrowed, asks_state, narrowed


@dataclass(slots=True)
class Part:
    """The rows of one group on a page; `begun`: the page before has some of it."""

    key: str
    label: str
    rows: list[Row]
    begun: bool = False


@dataclass(slots=True)
class GroupedPage:
    """A page of a view. `next` is what the next page begins after, None on the last one."""

    parts: list[Part]
    sort: str
    next: str | None = None
    partial: bool = False

    @property
    def rows(self) -> list[Row]:
        return [row for part in self.parts for row in part.rows]


def page(
    groups: Groups,
    access: Access,
    *,
    group_by: str = "",
    sort: str = "",
    after: str = "",
    limit: int = PAGE,
    budget_s: float = reading.BUDGET_S,
) -> GroupedPage:
    """A page of a view, in groups where `group_by` names some. Raises Invalid for a wrong `after`."""
    if not group_by:
        found = reading.page(groups, access, sort=sort, after=after, limit=limit, budget_s=budget_s)
        parts = [Part("", "", found.rows, begun=True)] if found.rows else []
        return GroupedPage(parts, found.sort.key, found.next, found.partial)
    began = time.monotonic()
    parts, order, left = [], sort, limit
    value, _, key = after.partition("~")
    for number, (each, label) in enumerate(rest := _from(_values(group_by, groups), value, group_by)):
        begun = number == 0 and key != ""
        found = reading.page(
            _only(groups, group_by, each),
            access,
            sort=sort,
            after=key if begun else "",
            limit=left,
            budget_s=budget_s,
        )
        order = found.sort.key
        left -= len(found.rows)
        if found.rows:
            parts.append(Part(str(each), label, found.rows, begun))
        if found.next is not None:
            return GroupedPage(parts, order, f"{each}~{found.next}", found.partial)
        over = time.monotonic() - began > budget_s
        if (left <= 0 or over) and number + 1 < len(rest):
            return GroupedPage(parts, order, f"{rest[number + 1][0]}~", over and left > 0)
    return GroupedPage(parts, order)


def _from(values: list[tuple[Any, str]], value: str, group_by: str) -> list[tuple[Any, str]]:
    """The groups from the one that a place names."""
    if not value:
        return values
    for number, (each, _label) in enumerate(values):
        if str(each) == value:
            return values[number:]
    raise Invalid(f"no group {value[:20]} of {group_by}")


def _values(group_by: str, groups: Groups) -> list[tuple[Any, str]]:
    """The groups that the view can have, in their order, with today's names."""
    narrow = narrowed(groups)
    return [(value, label) for value, label in _EVERY[group_by](groups) if _may_be(narrow, group_by, value)]


_KEYS = {"department": "department_id", "state": "state", "assignee": "assignee_id"}


def _may_be(narrow: Narrowed, group_by: str, value: Any) -> bool:
    known = narrow.get(_KEYS.get(group_by, ""))
    return known is None or value in known


def _states(groups: Groups) -> Iterator[tuple[Any, str]]:
    asked = any(asks_state(group) for group in groups.groups)
    return ((str(each), str(each.label)) for each in State if asked or each not in HIDDEN)


def _agents(_groups: Groups) -> Iterator[tuple[Any, str]]:
    yield None, ""
    found = Person.objects.filter(kind=PersonKind.AGENT).order_by("-is_active", "name", "id")
    yield from ((agent.pk, agent.shown_name) for agent in found)


_EVERY: dict[str, Any] = {
    "department": lambda _groups: Department.objects.values_list("id", "name"),
    "state": _states,
    "priority": lambda _groups: [(int(each), str(each.label)) for each in reversed(Priority)],
    "assignee": _agents,
}


def _only(groups: Groups, group_by: str, value: Any) -> Groups:
    """The view with one group of it alone. Asking for a hidden status does not show what the view itself hides."""
    term = Term(group_by, Operator.EMPTY if value is None else Operator.IS, value)
    parts = groups.groups or ((),)
    if group_by == "state" and value in HIDDEN:
        parts = tuple(group for group in parts if asks_state(group))
    return Groups(tuple((*group, term) for group in parts))
