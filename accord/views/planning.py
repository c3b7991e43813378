"""By which indexes a view is read, for one reader and in one order.

The most selective equality leads: few tickets by requester, company or tag; else the index whose columns the view and
the order share (tickets/models/ticket.py). What that leaves open is asked of each candidate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accord.conditions.columns import marks
from accord.conditions.groups import Groups
from accord.people.models import Department
from accord.people.rights import Access
from accord.tickets.listing import (
    CREATED_FIRST,
    CREATED_LAST,
    MOST_BRANCHES,
    NEWEST,
    OLDEST,
    OWN_URGENT,
    URGENT,
    Branch,
    Sort,
    elsewhere,
)
from accord.tickets.models.ticket import WAITING_FOR_US
from accord.tickets.rows import run
from accord.tickets.seeing import Scope, Sql, scope_of
from accord.views.narrowing import Narrowed, narrowed, where

SMALL = 2000  # so many tickets may be read whole and sorted
SORTS: dict[str, Sort] = {each.key: each for each in (URGENT, NEWEST, OLDEST, CREATED_LAST, CREATED_FIRST)}
_WAITING = frozenset(map(str, WAITING_FOR_US))


@dataclass(frozen=True)
class Plan:
    """The index reads that hold every ticket of the view that the reader may see, in the order of `sort`, and the
    condition over `ticket t` that picks those that are in it. `small`: the reads hold at most SMALL tickets.
    """

    branches: list[Branch]
    sort: Sort
    where: Sql
    small: bool = False


def sorts_of(groups: Groups) -> list[Sort]:
    """The orders that a view can have; "most urgent first" only where all of it waits for us."""
    waits = _waits(narrowed(groups))
    return [sort for sort in SORTS.values() if waits or sort is not URGENT]


def _waits(narrow: Narrowed) -> bool:
    states = narrow.get("state")
    return states is not None and set(states) <= _WAITING


def plan(groups: Groups, access: Access, sort: str = "") -> Plan:
    """How the view is read. An order that it cannot have becomes the newest first. Raises Invalid as `where` does."""
    groups = groups.meant_for(access.person_id)
    scope = scope_of(access)
    narrow = narrowed(groups)
    possible = sorts_of(groups)
    order = SORTS.get(sort, possible[0])
    if order not in possible:
        order = NEWEST
    asked, values = where(groups)
    seen, own = scope.sql("t")
    condition = (f"({asked}) AND {seen}", [*values, *own])
    few = _few(narrow)
    if few is not None:
        return Plan(few, order, condition, small=True)
    if order is URGENT and None not in (narrow.get("assignee_id") or [None]):
        order = OWN_URGENT
    branches = list(_branches(narrow, scope, access, order))[:MOST_BRANCHES]
    return Plan(branches, order, condition)


# Few tickets are best read whole and sorted; CROSS JOIN keeps SQLite to the order that is written.
_SOURCES = {
    "address": (
        "SELECT own.id FROM address a CROSS JOIN ticket own WHERE own.requester_id = a.person_id AND a.email IN ({})"
    ),
    "company": (
        "SELECT own.id FROM person p CROSS JOIN ticket own WHERE own.requester_id = p.id AND p.company_id IN ({})"
    ),
    "tags": "SELECT x.ticket_id AS id FROM tag g CROSS JOIN ticket_tag x WHERE x.tag_id = g.id AND g.name IN ({})",
    "fields": "SELECT x.ticket_id AS id FROM ticket_field x WHERE x.term IN ({})",
    "assignee_id": "SELECT own.id FROM ticket own WHERE own.assignee_id IN ({})",
}


def _few(narrow: Narrowed) -> list[Branch] | None:
    """The read of a few tickets by who asked, a tag or an agent, None where there is none or they are too many."""
    for what, template in _SOURCES.items():
        values = narrow.get(what)
        if values is None or None in values:
            continue
        source = template.format(marks(values) or "NULL")
        count = run(f"SELECT count(*) FROM ({source} LIMIT {SMALL + 1}) few", values)[0][0]
        if count <= SMALL:
            held = f"(SELECT DISTINCT id AS number FROM ({source}) every_one) held CROSS JOIN ticket"
            return [Branch("id = held.number", list(values), held)]
    return None


def _branches(narrow: Narrowed, scope: Scope, access: Access, sort: Sort) -> Iterator[Branch]:
    by_state = narrow.whole and "state" in narrow.values
    if sort in (URGENT, OWN_URGENT):
        yield from _urgent(narrow, scope, sort)
        return
    bounds, values = _bounds(narrow, sort)
    states = [f"state = '{state}' AND merged_into_id IS NULL" for state in narrow.get("state") or ()]
    if sort in (NEWEST, OLDEST) and (agents := narrow.get("assignee_id")) and None not in agents and by_state:
        yield from _of_agents(narrow, scope, access, agents, (bounds, values))
        return
    wheres = [""]
    if narrow.get("undelivered") == [True] and sort in (NEWEST, OLDEST):
        wheres = ["undelivered"]
    elif by_state and sort in (NEWEST, OLDEST):
        wheres = states
    for place, given in _places(narrow, scope):
        for each in wheres:
            yield Branch(" AND ".join(filter(None, (place, each, bounds))), [*given, *values])


def _urgent(narrow: Narrowed, scope: Scope, sort: Sort) -> Iterator[Branch]:
    """All of the view waits for us: by rank."""
    agents = narrow.get("assignee_id")
    if sort is OWN_URGENT:
        yield from (Branch("assignee_id = %s AND is_open", [agent]) for agent in agents or ())
        return
    free = "to_solve AND assignee_id IS NULL" if agents == [None] else "to_solve"
    departments = _departments(narrow, scope)
    if departments is None:
        yield Branch(free)
        return
    yield from (Branch(f"department_id = %s AND {free}", [each]) for each in departments)
    if agents != [None]:
        held = (
            f"assignee_id = %s AND department_id = %s AND state IN ({', '.join(map(repr, sorted(_WAITING)))})"
            " AND merged_into_id IS NULL"
        )
        yield from (Branch(held, [scope.person_id, each]) for each in _held(narrow, scope))


def _of_agents(
    narrow: Narrowed, scope: Scope, access: Access, agents: list[Any], bounds: Sql
) -> Iterator[Branch]:
    """By the index of what is assigned, which begins with agent, department and state."""
    departments = narrow.get("department_id")
    if departments is None:
        departments = list(Department.objects.order_by("id").values_list("id", flat=True))
    if not scope.everything:
        own = set(elsewhere(scope)) if scope.person_id in agents else set()
        departments = [each for each in departments if each in scope.departments or each in own]
    more = f" AND {bounds[0]}" if bounds[0] else ""
    for agent in agents:
        for department in departments:
            for state in narrow.get("state") or ():
                yield Branch(
                    f"assignee_id = %s AND department_id = %s AND state = '{state}' AND merged_into_id IS NULL{more}",
                    [agent, department, *bounds[1]],
                )


def _places(narrow: Narrowed, scope: Scope) -> Iterator[Sql]:
    """The conditions on the department with which reads begin; none for who sees everything and asks for none."""
    departments = _departments(narrow, scope)
    if departments is None:
        yield "", []
        return
    yield from (("department_id = %s", [each]) for each in departments)
    yield from (
        ("assignee_id = %s AND department_id = %s", [scope.person_id, each]) for each in _held(narrow, scope)
    )


def _departments(narrow: Narrowed, scope: Scope) -> list[int] | None:
    """Those of the view that the reader sees; None where no index needs them."""
    asked = narrow.get("department_id")
    if scope.everything:
        return asked
    return [each for each in scope.departments if asked is None or each in asked]


def _held(narrow: Narrowed, scope: Scope) -> list[int]:
    """Departments of others in which the reader has tickets that may be in the view."""
    agents, departments = narrow.get("assignee_id"), narrow.get("department_id")
    if scope.everything or (agents is not None and scope.person_id not in agents):
        return []
    return [each for each in elsewhere(scope) if departments is None or each in departments]


def _bounds(narrow: Narrowed, sort: Sort) -> Sql:
    """What the moments of the view mean for the order's column: nothing is changed before it was made."""
    column = sort.columns[0]
    since, until = narrow.updated
    if column == "created_at":
        since, until = narrow.created
    elif narrow.created[0] is not None:
        since = max(since, narrow.created[0]) if since else narrow.created[0]
    parts = [f"{column} >= %s"] * (since is not None) + [f"{column} < %s"] * (until is not None)
    return " AND ".join(parts), [each for each in (since, until) if each is not None]
