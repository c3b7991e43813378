"""Which views an agent has: his own, those of his departments, those for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accord.core import records
from accord.core.errors import NotFound
from accord.people.models import Person
from accord.people.rights import Access
from accord.tickets.rows import run
from accord.views.models import SavedView, Shared, ViewDepartment


@dataclass(frozen=True, slots=True)
class Known:
    """A view as the rail names it."""

    id: int
    name: str
    starred: bool


def having(access: Access) -> list[Known]:
    """The views of an agent, starred ones first, by their places and names. One statement."""
    if not access.is_agent:
        return []
    shared = "v.shared = 'all'"
    departments: Sequence[Any] = []
    if not access.everywhere and access.levels:
        departments = sorted(access.levels)
        marks = ", ".join(["%s"] * len(departments))
        held = "SELECT 1 FROM saved_view_department d WHERE d.view_id = v.id"
        shared += f" OR (v.shared = 'departments' AND EXISTS ({held} AND d.department_id IN ({marks})))"
    elif access.everywhere:
        shared = "v.shared <> 'me'"
    sql = (
        "SELECT v.id, v.name, CASE WHEN s.view_id IS NULL THEN 0 ELSE 1 END FROM saved_view v"
        " LEFT JOIN saved_view_star s ON s.view_id = v.id AND s.person_id = %s"
        f" WHERE v.is_active AND (v.owner_id = %s OR {shared})"
        " ORDER BY s.view_id IS NULL, s.position, v.position, lower(v.name), v.id LIMIT 200"
    )
    return [
        Known(number, name, bool(star))
        for number, name, star in run(sql, [access.person_id] * 2 + [*departments])
    ]


def find(access: Access, number: int, *, removed: bool = False) -> SavedView:
    """The view with that id. Raises NotFound where there is none for this agent."""
    view = records.find_with(SavedView, "id", number, ("owner",))
    if view is None or not access.is_agent or not (view.is_active or removed) or not _has(access, view):
        raise NotFound("view")
    return view


def _has(access: Access, view: SavedView) -> bool:
    if view.owner_id == access.person_id or view.shared == Shared.ALL:
        return True
    if view.shared == Shared.ME:
        return False
    if access.everywhere:
        return True
    return ViewDepartment.objects.filter(view=view, department_id__in=access.levels).exists()


def may_change(view: SavedView, by: Person) -> bool:
    """Its owner, and of a shared one also administrators."""
    return view.owner_id == by.pk or (by.is_admin and view.shared != Shared.ME)
