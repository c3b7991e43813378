"""How many tickets are in the views: index reads that stop at 1,000, all in one statement.

A stored counter would be one row that every change of every ticket fights for (DESIGN section 6). On SQLite the answer
is remembered for exactly as long as nothing is written: the database tells in microseconds whether anything was. What
is "more than 1,000" is counted again only every half minute: it costs the most and hardly ever ceases to be.
"""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from accord.people.rights import Access
from accord.tickets.listing import VIEWS, View, by_state, elsewhere, part_of
from accord.tickets.rows import run
from accord.tickets.seeing import Scope, Sql, scope_of

CAP = 1000
FULL_S = 30.0
_REMEMBERED = 500

_full: dict[tuple[Scope, str], float] = {}  # what is above CAP, and until when that is believed


def counts(access: Access, departments: Sequence[int] | None = None) -> dict[str, int]:
    """The counts of all views by key; of To do in each of `departments` as "department:12".

    Above CAP a number only means "more than CAP". Default are the departments that the person sees as such.
    """
    scope = scope_of(access)
    named = tuple(each for each in (scope.departments if departments is None else departments) if _sees(scope, each))
    memory = _memory()
    if memory is None:
        return _count(scope, named)
    kept = memory.get((scope, named))
    if kept is None:
        if len(memory) > _REMEMBERED:
            memory.clear()
        kept = memory[scope, named] = _count(scope, named)
    return kept


def _memory() -> dict[Any, dict[str, int]] | None:
    """What this connection may remember: emptied by any write, its own or another's. None where nothing tells of them.

    `data_version` changes with commits of other connections, `total_changes` with the writes of this one; inside a
    transaction nothing is remembered, because it may be rolled back.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return None
    connection.ensure_connection()
    raw: Any = connection.connection
    state = (raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes, id(raw))
    kept = getattr(connection, "accord_counts", None)
    if kept is None or kept[0] != state:
        kept = (state, {})
        connection.accord_counts = kept  # type: ignore[attr-defined]
    memory: dict[Any, dict[str, int]] = kept[1]
    return memory


def _count(scope: Scope, named: Sequence[int]) -> dict[str, int]:
    others = [] if scope.everything or not scope.inside else elsewhere(scope)
    parts = [_capped(scope, view, others) for view in VIEWS.values()]
    todo = VIEWS["todo"]
    parts += [_limited(todo, f"{todo.where} AND department_id = %s", [department]) for department in named]
    keys = [*VIEWS, *(f"department:{department}" for department in named)]
    now = time.monotonic()
    counted = dict.fromkeys(keys, CAP + 1)
    asked = [(key, sql) for key, sql in zip(keys, parts, strict=True) if _full.get((scope, key), 0.0) < now]
    if not asked:
        return counted
    columns = ", ".join(f"(SELECT count(*) FROM ({sql}) c{number})" for number, (_, (sql, _)) in enumerate(asked))
    found = run(f"SELECT {columns}", [value for _, (_, values) in asked for value in values])[0]
    counted |= {key: count for (key, _), count in zip(asked, found, strict=True)}
    if not connection.in_atomic_block:
        if len(_full) > 20 * _REMEMBERED:
            _full.clear()
        _full.update(((scope, key), now + FULL_S) for key, _ in asked if counted[key] > CAP)
    return counted


def forget() -> None:
    """Believe nothing any more: the database is another."""
    _full.clear()


def _sees(scope: Scope, department: int) -> bool:
    return scope.everything or department in scope.departments


def _capped(scope: Scope, view: View, others: Sequence[int]) -> Sql:
    """A read of at most CAP + 1 rows of a view."""
    where = " AND ".join(filter(None, (view.where, _of_states(view))))
    if not scope.inside:
        own = part_of(scope, where)
        return f"SELECT 1 FROM {own.source} WHERE {own.where} LIMIT {CAP + 1}", own.params
    if view.own:
        return _limited(view, f"assignee_id = %s AND {where}", [scope.person_id])
    if scope.everything:
        return _limited(view, where, [])
    reads: list[Sql] = []
    if scope.departments:
        reads.append(_of_departments(view, where, scope.departments))
    if others and "assignee_id IS NULL" not in view.where:
        held = f"assignee_id = %s AND department_id IN ({_marks(others)})"
        reads.append((f"SELECT 1 FROM ticket WHERE {_and(held, by_state(view, where))}", [scope.person_id, *others]))
    if not reads:
        return "SELECT 1 WHERE 1 = 0", []
    return f"{' UNION ALL '.join(sql for sql, _ in reads)} LIMIT {CAP + 1}", [each for _, own in reads for each in own]


def _of_departments(view: View, where: str, departments: Sequence[int]) -> Sql:
    if connection.vendor != "postgresql":
        held = f"department_id IN ({_marks(departments)})"
        return f"SELECT 1 FROM ticket WHERE {_and(held, where)}", list(departments)
    sql, _ = _limited(view, _and("department_id = d.id", where), [])
    return f"SELECT 1 FROM unnest(%s) d(id) CROSS JOIN LATERAL ({sql}) held", [list(departments)]


def _limited(view: View, where: str, params: list[Any]) -> Sql:
    """At most CAP + 1 tickets. PostgreSQL is told an order, or it scans the table, hoping to meet enough soon."""
    order = f" ORDER BY {', '.join(view.sorts[0].columns)}" if connection.vendor == "postgresql" else ""
    return f"SELECT 1 FROM ticket{' WHERE ' + where if where else ''}{order} LIMIT {CAP + 1}", params


def _of_states(view: View) -> str:
    return f"state = '{view.states[0]}' AND merged_into_id IS NULL" if len(view.states) == 1 else ""


def _and(*conditions: str) -> str:
    return " AND ".join(filter(None, conditions))


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))
