"""Routes of saved views: those that the caller has, and their tickets."""

from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from accord.core.errors import Invalid
from accord.views import breaking, finding, reading
from accord.views.models import SavedView, ViewDepartment
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, ApiRequest
from accord.web.api.fields import Cursor, Limit, Number
from accord.web.api.outputs import Output, TicketRow
from accord.web.api.routes import Routes

router = Routes()
Sort = Literal["", "urgent", "newest", "oldest", "created", "created-first"]


class ViewOut(Output):
    """A saved view. `sentence` says what is in it; `broken` why it shows nothing, where a condition is gone."""

    id: int
    name: str
    owner: int
    shared: Literal["me", "departments", "all"]
    departments: list[int]
    starred: bool
    conditions: list[list[dict[str, Any]]]
    columns: list[str]
    sort: str
    group_by: str
    sentence: str
    broken: list[str]


class ViewList(Output):
    """The views that the caller has, starred ones first."""

    views: list[ViewOut]


class ViewTickets(Output):
    tickets: list[TicketRow]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")
    partial: bool = Field(
        description="The page is not full, because few tickets are in the view; `next` goes on."
    )


@router.route("GET", "/views", _("List saved views"), ViewList, READ_TICKETS)
def list_views(request: ApiRequest) -> HttpResponse:
    """The caller's own views, those of his departments, and those for everybody, in the order of the console."""
    known = finding.having(request.auth.access)
    rows = SavedView.objects.in_bulk([each.id for each in known])
    shared: dict[int, list[int]] = {}
    for view, department in ViewDepartment.objects.filter(view__in=rows).values_list(
        "view_id", "department_id"
    ):
        shared.setdefault(view, []).append(department)
    shown = [
        _view(rows[each.id], sorted(shared.get(each.id, [])), each.starred)
        for each in known
        if each.id in rows
    ]
    return presenting.answer({"views": shown})


@router.route("GET", "/views/{number}/tickets", _("List the tickets of a view"), ViewTickets, READ_TICKETS)
def list_tickets_of_view(
    request: ApiRequest, number: Number, sort: Sort = "", cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """The tickets of a saved view that the caller may see, page by page, in its order or another one."""
    view = finding.find(request.auth.access, number)
    found = reading.page(
        view.criteria,
        request.auth.access,
        sort=sort or view.sort,
        after=cursor,
        limit=limit,
        budget_s=reading.PATIENT_S,
    )
    if sort not in ("", found.sort.key):
        raise Invalid("sort", sentence=_("That order is not possible here."))
    names = presenting.department_names()
    rows = [presenting.row(each, names) for each in found.rows]
    return presenting.answer({"tickets": rows, "next": found.next, "partial": found.partial})


def _view(view: SavedView, departments: list[int], starred: bool) -> dict[str, Any]:
    broken = breaking.reasons(view)
    try:
        sentence = view.criteria.sentence()
    except Invalid:
        sentence = ""
    named = {name: getattr(view, name) for name in ("name", "shared", "columns", "sort", "group_by")}
    return {
        "id": view.pk,
        "owner": view.owner_id,
        "departments": departments,
        "starred": starred,
        "conditions": view.groups,
        "sentence": sentence,
        "broken": broken,
        **named,
    }
