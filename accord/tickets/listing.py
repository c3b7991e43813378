"""Lists of tickets: the standard views, page by page.

A page follows the key of the row before it, never an offset. Over several departments a page is one index read per
department, joined by UNION ALL: `department_id IN (...) ORDER BY ...` would read and sort all of them (36 ms over 12
departments against 0.4, DESIGN section 6). Who sees everything is served by indexes without a department.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from accord.core.errors import NotFound
from accord.people.rights import Access
from accord.tickets.models import State
from accord.tickets.models.ticket import WAITING_FOR_US
from accord.tickets.rows import COLUMNS, JOINS, Row, read_key, row_of, run, write_key
from accord.tickets.seeing import Scope, scope_of

PAGE = 50
MOST_BRANCHES = 480  # SQLite refuses a compound of more than 500
_NOT_MERGED = "merged_into_id IS NULL"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of a list: its columns before the id, and the direction of all of them."""

    key: str
    columns: tuple[str, ...]
    descending: bool


URGENT = Sort("urgent", ("rank_at", "waiting_since"), descending=False)
OWN_URGENT = Sort("urgent", ("rank_at",), descending=False)
NEWEST = Sort("newest", ("updated_at",), descending=True)
OLDEST = Sort("oldest", ("updated_at",), descending=False)
CREATED_LAST = Sort("created", ("created_at",), descending=True)
CREATED_FIRST = Sort("created-first", ("created_at",), descending=False)


@dataclass(frozen=True, slots=True)
class View:
    """A standard view: which tickets, and the orders for which there is an index; the first is its own."""

    key: str
    where: str
    sorts: tuple[Sort, ...]
    states: tuple[str, ...] = ()  # what other orders read in place of `where`
    own: bool = False  # only what is assigned to the person himself


def _of_state(state: State) -> View:
    return View(str(state), "", (NEWEST, OLDEST), states=(str(state),))


_WAITING = tuple(map(str, WAITING_FOR_US))
VIEWS: dict[str, View] = {
    view.key: view
    for view in (
        View("todo", "to_solve", (URGENT, NEWEST, OLDEST), states=_WAITING),
        View("mine", "is_open", (OWN_URGENT,), own=True),
        View("unassigned", "to_solve AND assignee_id IS NULL", (URGENT,)),
        # The customer could not be told, and it is not our turn besides: nothing else would ever show it.
        View("untold", "undelivered AND state IN ('answered', 'postponed', 'resolved')", (NEWEST, OLDEST)),
        _of_state(State.NEW),
        _of_state(State.OPEN),
        _of_state(State.ANSWERED),
        _of_state(State.POSTPONED),
        _of_state(State.RESOLVED),
        _of_state(State.CLOSED),
        _of_state(State.SPAM),
        _of_state(State.DELETED),
        View("all", "", (NEWEST, OLDEST, CREATED_LAST, CREATED_FIRST)),
    )
}


@dataclass(slots=True)
class Page:
    """A page of a list. `next` is what the next page begins after, None on the last one."""

    view: View
    sort: Sort
    rows: list[Row]
    next: str | None
    department: int | None = None


@dataclass(slots=True)
class Branch:
    """One index read of a list: a condition whose columns but the order's are all equalities."""

    where: str
    params: list[Any] = field(default_factory=list)
    source: str = "ticket"


# A customer's tickets are few, so they are read by him and then sorted; CROSS JOIN keeps SQLite to that order.
_TAKES_PART = "(SELECT DISTINCT ticket_id FROM participant WHERE person_id = %s) part CROSS JOIN ticket"


def view_of(key: str) -> tuple[View, int | None]:
    """The view of that key; `department:12` is To do of one department. Raises NotFound."""
    name, _, number = key.partition(":")
    if name == "department" and number.isdecimal() and len(number) < 18:
        return VIEWS["todo"], int(number)
    if key not in VIEWS:
        raise NotFound(key)
    return VIEWS[key], None


def page(access: Access, view: str, *, after: str = "", sort: str = "", limit: int = PAGE) -> Page:
    """A page of a view in one of its orders. Raises NotFound for an unknown view, Invalid for a wrong `after`.

    An order that the view does not have gives the view's own. A department that the person does not see is empty.
    """
    which, department = view_of(key=view)
    order = next((each for each in which.sorts if each.key == sort), which.sorts[0])
    scope = scope_of(access)
    branches = list(branches_of(scope, which, order, department))
    key = read_key(after, len(order.columns)) if after else None
    sql, params = statement(branches, order, key, limit + 1)
    found = run(sql, params) if branches else []
    rows = [row_of(each) for each in found[:limit]]
    following = None
    if len(found) > limit:
        last = rows[-1]
        following = write_key(*(getattr(last, column) for column in order.columns), last.id)
    return Page(which, order, rows, following, department)


def branches_of(scope: Scope, view: View, sort: Sort, department: int | None) -> Iterator[Branch]:
    """The index reads that make the view for this person."""
    wheres = [view.where] if view.where else [""]
    if view.states and (not view.where or sort not in (URGENT, OWN_URGENT)):
        wheres = [f"state = '{state}' AND {_NOT_MERGED}" for state in view.states]
    for where in wheres:
        yield from _seen(scope, view, department, where)


def _seen(scope: Scope, view: View, department: int | None, where: str) -> Iterator[Branch]:
    if not scope.inside:
        yield part_of(scope, where)
    elif view.own:
        yield Branch(_and("assignee_id = %s", where), [scope.person_id])
    elif department is not None:
        if scope.everything or department in scope.departments:
            yield Branch(_and("department_id = %s", where), [department])
    elif scope.everything:
        yield Branch(where)
    else:
        for each in scope.departments:
            yield Branch(_and("department_id = %s", where), [each])
        if "assignee_id IS NULL" not in where:
            held = _and("assignee_id = %s AND department_id = %s", by_state(view, where))
            yield from (Branch(held, [scope.person_id, each]) for each in elsewhere(scope))


def part_of(scope: Scope, where: str, values: Sequence[Any] = ()) -> Branch:
    """The read of a customer's tickets."""
    return Branch(
        _and("id = part.ticket_id", "state <> 'deleted'", where.removeprefix(" AND ")),
        [scope.person_id, *values],
        _TAKES_PART,
    )


def by_state(view: View, where: str) -> str:
    """ "To solve" in words that the index of assigned tickets knows."""
    if where != "to_solve":
        return where
    return f"state IN ({', '.join(map(repr, view.states))}) AND {_NOT_MERGED}"


def _and(*conditions: str) -> str:
    return " AND ".join(each for each in conditions if each)


# The departments in which a person has tickets, by leaps through the index: one seek each, however many tickets.
_LEAPS = (
    "WITH RECURSIVE held(department) AS ("
    "SELECT min(department_id) FROM ticket WHERE assignee_id = %s UNION ALL "
    "SELECT (SELECT min(department_id) FROM ticket WHERE assignee_id = %s AND department_id > held.department)"
    " FROM held WHERE held.department IS NOT NULL) SELECT department FROM held WHERE department IS NOT NULL"
)


def elsewhere(scope: Scope) -> list[int]:
    """Departments that the person does not see, but in which tickets are assigned to him."""
    return [
        department
        for (department,) in run(_LEAPS, [scope.person_id, scope.person_id])
        if department not in scope.departments
    ]


def statement(branches: Sequence[Branch], sort: Sort, after: list[Any] | None, limit: int) -> tuple[str, list[Any]]:
    """The one statement of a page: the first `limit` keys, joined with what rows show."""
    keys, params = keys_of(branches, sort, after, limit)
    direction = " DESC" if sort.descending else ""
    order = ", ".join(f"hit.{name}{direction}" for name in (*sort.columns, "id"))
    return f"SELECT {COLUMNS} FROM ({keys}) hit JOIN ticket t ON t.id = hit.id{JOINS} ORDER BY {order}", params


def keys_of(branches: Sequence[Branch], sort: Sort, after: list[Any] | None, limit: int) -> tuple[str, list[Any]]:
    """The columns of the order and the id of the first `limit` tickets after a place, from all branches together."""
    names = (*sort.columns, "id")
    columns = ", ".join(names)
    order = ", ".join(name + (" DESC" if sort.descending else "") for name in names)
    beyond = f"({columns}) {'<' if sort.descending else '>'} ({', '.join(['%s'] * len(names))})" if after else ""
    parts: list[str] = []
    params: list[Any] = []
    for branch in branches[:MOST_BRANCHES]:
        where = _and(branch.where, beyond)
        part = f"SELECT {columns} FROM {branch.source}{' WHERE ' + where if where else ''}"
        if connection.vendor != "sqlite":
            part = f"SELECT * FROM ({part} ORDER BY {order} LIMIT {limit}) b{len(parts)}"
        parts.append(part)
        params += [*branch.params, *(after or ())]
    # SQLite reads each branch in its index's order and merges them as far as the page needs (0.1 ms over 12; with the
    # limit inside it sorts what each gave, 0.4). PostgreSQL would sort a whole branch now and then without it.
    return f"{' UNION ALL '.join(parts)} ORDER BY {order} LIMIT {limit}", params
