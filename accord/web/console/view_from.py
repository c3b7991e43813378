"""What the inbox shows, as the conditions of a view that somebody is about to save."""

from collections.abc import Iterator
from typing import Any

from accord.conditions.groups import Groups
from accord.core.errors import Invalid, NotFound
from accord.core.fulltext.query import parse
from accord.people.rights import Access
from accord.tickets import filtering, listing
from accord.tickets.models import Tag
from accord.tickets.models.ticket import UNFINISHED, WAITING_FOR_US

_WAITING = [str(state) for state in WAITING_FOR_US]


def inbox(view: str, asked: str, access: Access) -> Groups:
    """The standard view and what a search in it asks, as one group; what has no condition is left out."""
    try:
        terms = [*_of_view(view), *_of_search(asked, access)]
        return Groups.parse([terms])
    except (Invalid, NotFound):
        return Groups()


def _said(key: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"c": key, "op": operator, "v": value}


def _of_view(view: str) -> Iterator[dict[str, Any]]:
    if not view:
        return
    which, department = listing.view_of(view)
    if department is not None:
        yield _said("department", "is", department)
    if which.key in ("todo", "unassigned"):
        yield _said("state", "one_of", _WAITING)
    if which.key == "unassigned":
        yield _said("assignee", "empty")
    elif which.key == "mine":
        yield _said("assignee", "is", "me")
        yield _said("state", "one_of", [str(state) for state in UNFINISHED])
    elif which.key == "untold":
        yield _said("undelivered", "yes")
    elif which.states and which.key != "todo":
        yield _said("state", "one_of", list(which.states))


def _of_search(asked: str, access: Access) -> Iterator[dict[str, Any]]:
    if not asked.strip():
        return
    query = parse(asked)
    found = filtering.narrow(query, access)
    if found.states:
        yield _said("state", "one_of", found.states)
    if found.departments:
        yield _said("department", "one_of", found.departments)
    if found.assignees:
        yield _said(
            "assignee", "one_of", ["me" if each == access.person_id else each for each in found.assignees]
        )
    if found.tags:
        yield _said(
            "tags", "any_of", list(Tag.objects.filter(pk__in=found.tags).values_list("name", flat=True))
        )
    for name in ("created", "updated"):
        since, until = getattr(found, name)
        if since is not None:
            yield _said(name, "after", since.isoformat())
        if until is not None:
            yield _said(name, "before", until.isoformat())
    if found.authors and found.authors[0][1]:
        yield _said("requester", "contains", found.authors[0][0])
