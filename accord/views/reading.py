"""A view, page by page: candidates by index, as many as it takes, but never more than a bounded piece of work.

Where few of the candidates are in the view, a page ends early and says so ("look further"): a list that comes at once
with what was found is better than one that comes late.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accord.conditions.groups import Groups
from accord.people.rights import Access
from accord.tickets.listing import PAGE, Sort, keys_of
from accord.tickets.rows import Row, moment, read, read_key, run, write_key
from accord.tickets.seeing import scope_of
from accord.views.planning import Plan, plan

FIRST = 150  # candidates that are looked at first
MOST = 8000  # in one step
BUDGET_S = 0.008  # how long steps may take together
PATIENT_S = 0.04  # the same for what an open page asks for afterwards


@dataclass(slots=True)
class Found:
    """A page of a view. `next` is what the next page begins after, None on the last one; `partial`: the work ended
    before the page was full.
    """

    rows: list[Row]
    sort: Sort
    next: str | None = None
    partial: bool = False


def page(
    groups: Groups,
    access: Access,
    *,
    sort: str = "",
    after: str = "",
    limit: int = PAGE,
    budget_s: float = BUDGET_S,
) -> Found:
    """A page of the tickets in the view that the reader may see. Raises Invalid for a wrong `after`, or a condition
    that a list cannot ask.
    """
    way = plan(groups, access, sort)
    place = read_key(after, len(way.sort.columns)) if after else None
    ids, last, partial = sifted(way, place, limit, budget_s)
    rows = read(ids, scope_of(access))
    shown = [rows[each] for each in ids if each in rows]
    return Found(shown, way.sort, write_key(*last) if last is not None else None, partial)


def sifted(
    way: Plan, place: list[Any] | None, limit: int, budget_s: float
) -> tuple[list[int], list[Any] | None, bool]:
    """The ids of the first `limit` tickets after a place, the place where the next page begins or None, and whether
    the work ended before.
    """
    ids: list[int] = []
    if not way.branches:
        return ids, None, False
    began, looked_at, size = time.monotonic(), 0, FIRST
    while True:
        found, end = _step(way, place, size, limit - len(ids) + 1)
        ids += [each[-1] for each in found]
        if len(ids) > limit:
            return ids[:limit], _place(found[-2] if len(found) > 1 else None) or place, False
        if end is None:
            return ids, None, False
        place = _place(end)
        looked_at += size
        size = _next_size(limit + 1 - len(ids), len(ids), looked_at, time.monotonic() - began, budget_s)
        if size < FIRST:
            return ids, place, len(ids) < limit


def _next_size(missing: int, found: int, looked_at: int, spent_s: float, budget_s: float) -> int:
    """How many candidates to look at next: as many as it should take by what was found so far, but no more than the
    rest of the time lets expect. Under FIRST it is not worth it.
    """
    share = max(found / looked_at, 0.001)
    affordable = int((budget_s - spent_s) / (spent_s / looked_at)) if spent_s else MOST
    return min(max(FIRST, int(1.2 * missing / share)), affordable, MOST)


def _step(way: Plan, place: list[Any] | None, size: int, most: int) -> tuple[list[Any], Any]:
    """Of the next `size` candidates the keys of the first `most` that are in the view; and the key of the last
    candidate, None where there were fewer.
    """
    where, values = way.where
    if way.small:
        return run(*_small(way, place, most)), None
    keys, params = keys_of(way.branches, way.sort, place, size)
    names = (*way.sort.columns, "id")
    order = ", ".join(f"{name}{' DESC' if way.sort.descending else ''}" for name in names)
    columns = ", ".join(
        [*(f"CAST(hit.{name} AS text) AS {name}" for name in way.sort.columns), "hit.id AS id"]
    )
    # What needs only the id is asked before the ticket's row is read.
    asked = where.replace("= t.id", "= hit.id")
    kept = "MATERIALIZED "
    sql = (
        f"WITH hit AS {kept}({keys}), passed AS (SELECT {columns} FROM hit JOIN ticket t ON t.id = hit.id"
        f" WHERE {asked} ORDER BY {order} LIMIT {most}),"
        f" last AS (SELECT {columns} FROM hit ORDER BY {order} LIMIT 1 OFFSET {size - 1})"
        " SELECT 1, passed.* FROM passed UNION ALL SELECT 0, last.* FROM last"
    )
    found = run(sql, [*params, *values])
    end = next((row[1:] for row in found if row[0] == 0), None)
    return [row[1:] for row in found if row[0] == 1], end


def _small(way: Plan, place: list[Any] | None, most: int) -> tuple[str, list[Any]]:
    branch = way.branches[0]
    names = (*way.sort.columns, "id")
    where, values = way.where
    source = f"{branch.source} t"
    beyond = ""
    if place is not None:
        sign = "<" if way.sort.descending else ">"
        beyond = (
            f" AND ({', '.join(f't.{name}' for name in names)}) {sign} ({', '.join(['%s'] * len(names))})"
        )
    order = ", ".join(f"t.{name}{' DESC' if way.sort.descending else ''}" for name in names)
    columns = ", ".join([*(f"CAST(t.{name} AS text)" for name in way.sort.columns), "t.id"])
    asked = f"t.{branch.where} AND ({where}){beyond}"
    sql = f"SELECT {columns} FROM {source} WHERE {asked} ORDER BY {order} LIMIT {most}"
    return sql, [*branch.params, *values, *(place or ())]


def _place(key: Sequence[Any] | None) -> list[Any] | None:
    return None if key is None else [*(moment(each) for each in key[:-1]), key[-1]]
