"""What the rail of the console leads to: views and departments. The views are made once for each language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from accord.people.rights import Access
from accord.web.look import icon, mark

_FIRST = ("todo", "mine", "unassigned", "untold")
_STATES = ("new", "open", "answered", "postponed", "resolved", "closed")
_REST = ("spam", "deleted", "all")


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A view in the rail."""

    key: str
    label: str
    url: str
    icon: Markup


@dataclass(frozen=True, slots=True)
class DepartmentLink:
    """A department in the rail; `key` is that of its view."""

    id: int
    name: str
    key: str
    url: str


def view_label(key: str) -> str:
    """The name of a standard view."""
    return {
        "todo": _("To do"),
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "untold": _("Could not be told"),
        "new": pgettext("view", "New"),
        "open": pgettext("view", "Open"),
        "answered": pgettext("view", "Answered"),
        "postponed": pgettext("view", "Postponed"),
        "resolved": pgettext("view", "Resolved"),
        "closed": pgettext("view", "Closed"),
        "spam": _("Spam"),
        "deleted": pgettext("view", "Deleted"),
        "all": pgettext("view", "All"),
    }[key]


def views() -> tuple[Sequence[ViewLink], ...]:
    """The views in the reader's language: the first ones, those of a state, the rest."""
    return _views(translation.get_language() or "en")


@lru_cache(maxsize=32)
def _views(language: str) -> tuple[Sequence[ViewLink], ...]:
    icons = {"mine": "circle-user", "unassigned": "user-x", "untold": "mail-x", "all": "layers"}
    own = {"todo": mark("open"), **{key: icon(name) for key, name in icons.items()}}
    return tuple(
        [ViewLink(key, view_label(key), f"/inbox/{key}/", own.get(key) or mark(key)) for key in keys]
        for keys in (_FIRST, _STATES, _REST)
    )


_DEPARTMENTS = "SELECT id, name FROM department WHERE is_active ORDER BY position, name"


def departments(access: Access) -> list[DepartmentLink]:
    """The departments that the agent sees."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPARTMENTS)
        found = cursor.fetchall()
    return [
        DepartmentLink(number, name, f"department:{number}", f"/inbox/department:{number}/")
        for number, name in found
        if access.everywhere or access.may("see", number)
    ]
