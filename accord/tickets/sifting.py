"""Candidates for a search without words: the reads of the index that fits its narrowest operator.

They come in one order, window by window, and hold all that the operators could mean; `searching` then asks each window
for the rest of the conditions.
"""

from collections.abc import Callable, Iterator
from typing import Any

from accord.people.rights import Access
from accord.tickets.filtering import HIDDEN, Narrowed
from accord.tickets.listing import CREATED_LAST, NEWEST, Branch, Sort, elsewhere, keys_of, part_of
from accord.tickets.models import State
from accord.tickets.rows import run
from accord.tickets.seeing import Scope

Keys = Callable[[list[Any] | None, int], list[tuple[Any, ...]]]


def candidates(narrowed: Narrowed, scope: Scope, access: Access) -> tuple[Keys, int]:
    """How the candidates are read in order, and how many moments are in a place in that order."""
    held_by = (narrowed.requesters, narrowed.tags, narrowed.fields)
    if scope.inside and any(each is not None for each in held_by):
        table, column, ticket, values = "ticket_tag", "tag_id", "ticket_id", list[Any](narrowed.tags or [])
        if narrowed.fields is not None and narrowed.tags is None:
            table, column, values = "ticket_field", "term", list(narrowed.fields)
        if narrowed.requesters is not None:
            table, column, ticket, values = "ticket", "requester_id", "id", list(narrowed.requesters)

        def held(place: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            reads = " UNION ALL ".join(
                f"SELECT * FROM (SELECT {ticket} AS id FROM {table} WHERE {column} = %s AND {ticket} < %s"
                f" ORDER BY {ticket} DESC LIMIT {size}) x{number}"
                for number in range(len(values))
            )
            bound = place[0] if place else 2**62
            sql = f"SELECT DISTINCT id FROM ({reads}) y ORDER BY id DESC LIMIT {size}"
            return run(sql, [each for value in values for each in (value, bound)]) if values else []

        return held, 0
    order = CREATED_LAST if any(narrowed.created) and not narrowed.states and not any(narrowed.updated) else NEWEST
    if narrowed.assignees is not None:
        order = NEWEST
    branches = list(_branches(narrowed, scope, access, order))

    def listed(place: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        return run(*keys_of(branches, order, place, size)) if branches else []

    return listed, 1


def _branches(narrowed: Narrowed, scope: Scope, access: Access, order: Sort) -> Iterator[Branch]:
    """The index reads whose union holds all that the operators could mean."""
    bounds, values = _bounds(narrowed, order)
    if not scope.inside:
        yield part_of(scope, bounds, values)
        return
    states = narrowed.states
    by_state = [f"state = '{state}' AND merged_into_id IS NULL{bounds}" for state in states or ()]
    if states is None:
        by_state = ["1 = 1" + bounds]
    if narrowed.assignees is not None:
        wanted = states or [str(state) for state in State if state not in HIDDEN]
        named = access.departments() if narrowed.departments is None else narrowed.departments
        own = elsewhere(scope) if scope.person_id in narrowed.assignees and not scope.everything else []
        for person in narrowed.assignees:
            for department in {*named, *(own if person == scope.person_id else ())}:
                for state in wanted:
                    yield Branch(
                        f"assignee_id = %s AND department_id = %s AND state = '{state}'{bounds}",
                        [person, department, *values],
                    )
        return
    if scope.everything and narrowed.departments is None:
        yield from (Branch(each, values) for each in by_state)
        return
    for department in scope.departments if narrowed.departments is None else narrowed.departments:
        if scope.everything or department in scope.departments:
            yield from (Branch(f"department_id = %s AND {each}", [department, *values]) for each in by_state)
    for department in [] if scope.everything else elsewhere(scope):
        if narrowed.departments is None or department in narrowed.departments:
            held = "assignee_id = %s AND department_id = %s"
            yield from (Branch(f"{held} AND {each}", [scope.person_id, department, *values]) for each in by_state)


def _bounds(narrowed: Narrowed, order: Sort) -> tuple[str, list[Any]]:
    """What the dates asked for mean for the order's column: nothing is changed before it was created."""
    column = order.columns[0]
    since, until = narrowed.created if order is CREATED_LAST else narrowed.updated
    if order is not CREATED_LAST and narrowed.created[0] is not None:
        since = max(since, narrowed.created[0]) if since else narrowed.created[0]
    bounds = f" AND {column} >= %s" * (since is not None) + f" AND {column} < %s" * (until is not None)
    return bounds, [each for each in (since, until) if each is not None]
