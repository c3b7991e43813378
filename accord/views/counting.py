"""How many tickets are in a view: by a bounded number of candidates, and what was found is remembered briefly."""

import time
from typing import NamedTuple

from accord.conditions.groups import Groups
from accord.people.rights import Access
from accord.tickets.listing import NEWEST, keys_of
from accord.tickets.rows import run
from accord.tickets.seeing import Scope, scope_of
from accord.views.models import SavedView
from accord.views.planning import plan

CAP = 1000
LOOKED_AT = 4000  # candidates: about 10 ms
KEEP_S = 15.0
_MOST = 2000

_kept: dict[tuple[int, str, Scope], tuple[float, "Count"]] = {}


class Count(NamedTuple):
    """How many there are; not `exact`: at least so many. Above CAP it only means "more than CAP"."""

    tickets: int
    exact: bool


def count(groups: Groups, access: Access) -> Count:
    """The tickets of the view that the reader may see. Raises Invalid where a list cannot ask a condition."""
    way = plan(groups, access, NEWEST.key)
    if not way.branches:
        return Count(0, True)
    where, values = way.where
    keys, params = keys_of(way.branches, way.sort, None, LOOKED_AT)
    asked = where.replace("= t.id", "= hit.id")
    sql = (
        f"WITH hit AS MATERIALIZED ({keys}), passed AS (SELECT 1 FROM hit JOIN ticket t ON t.id = hit.id"
        f" WHERE {asked} LIMIT {CAP + 1}) SELECT (SELECT count(*) FROM passed), (SELECT count(*) FROM hit)"
    )
    found, looked_at = run(sql, [*params, *values])[0]
    return Count(found, looked_at < LOOKED_AT or found > CAP)


def count_of(view: SavedView, access: Access) -> Count:
    """`count` of a saved view, as it was some seconds ago at most."""
    key = (view.pk, view.changed_at.isoformat(), scope_of(access))
    now = time.monotonic()
    kept = _kept.get(key)
    if kept is None or kept[0] < now:
        if len(_kept) > _MOST:
            _kept.clear()
        kept = _kept[key] = (now + KEEP_S, count(view.criteria, access))
    return kept[1]


def forget() -> None:
    """Believe nothing any more: the database is another, or a test begins."""
    _kept.clear()
