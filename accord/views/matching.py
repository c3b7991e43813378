"""All tickets of a view, for work on the whole of it: in the order of their ids, read range by range.

A list is ordered by what the work itself changes (when a ticket was changed, its rank); ids stay. Tickets that come
meanwhile are not among them.
"""

from collections.abc import Iterator

from accord.conditions.groups import Groups
from accord.people.rights import Access
from accord.tickets.rows import run
from accord.tickets.seeing import scope_of
from accord.views.models import SavedView
from accord.views.narrowing import where
from accord.views.planning import plan

RANGE = 5000  # ids that one statement looks at


def matching(
    view: SavedView | Groups, access: Access, *, after: int = 0, until: int | None = None
) -> Iterator[int]:
    """The ids of the tickets in the view that the reader may see, smallest first, from the one after `after` to `until`
    (the newest one now). It may stop anywhere and go on by `after` later. Raises Invalid as `plan` does.
    """
    groups = view if isinstance(view, Groups) else view.criteria
    last = run("SELECT max(id) FROM ticket", [])[0][0] if until is None else until
    way = plan(groups, access)
    if way.small:
        branch = way.branches[0]
        source = f"{branch.source} t"
        condition, values = way.where
        asked = f"t.{branch.where} AND ({condition}) AND t.id > %s AND t.id <= %s"
        sql = f"SELECT t.id FROM {source} WHERE {asked} ORDER BY t.id"
        yield from (number for (number,) in run(sql, [*branch.params, *values, after, last or 0]))
        return
    condition, values = where(groups.meant_for(access.person_id))
    seen, own = scope_of(access).sql("t")
    ids = f"SELECT id FROM ticket WHERE id > %s AND id <= %s ORDER BY id LIMIT {RANGE}"  # no other index may lead
    asked = f"({condition}) AND {seen}"
    sql = f"SELECT t.id FROM ({ids}) r CROSS JOIN ticket t WHERE t.id = r.id AND {asked} ORDER BY r.id"
    while last is not None and after < last:
        end = min(after + RANGE, last)
        yield from (number for (number,) in run(sql, [after, end, *values, *own]))
        after = end
