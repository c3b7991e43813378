"""A saved view: its tickets in the chosen columns, page by page, and the views in the rail."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core import options
from accord.core.errors import Invalid, NotFound
from accord.tickets import seeing
from accord.tickets.rows import passing, read, run
from accord.tickets.spending import entries
from accord.views import counting, finding, grouping, reading, saving, showing
from accord.views.models import SavedView
from accord.views.narrowing import where
from accord.views.planning import sorts_of
from accord.web.console import inbox_rows, own_clock
from accord.web.console.bulk import done_sentence, undo_of
from accord.web.console.inbox_rows import Line, Reader
from accord.web.console.pages import AgentRequest, agent_page, page, part

COUNT_S = 0.05  # the rail counts views for so long; the rest have no number until it is asked again
MOST_STEPS = 40  # how often an open page looks further by itself


@dataclass
class Shown:
    """What the template of a view is given."""

    view: SavedView
    url: str
    columns: list[str]
    groups: list[tuple[str, str, bool, list[Line]]]
    departments: dict[int, str]
    sort: str = ""
    sorts: list[tuple[str, str, str]] = field(default_factory=list)
    next_url: str | None = None
    partial: bool = False
    auto: bool = False
    problems: list[Promise | str] = field(default_factory=list)

    @cached_property
    def shows(self) -> tuple[object, ...]:
        """What the HTML of its items depends on, besides their lines."""
        return (*self.columns, *(self.departments.items() if "department" in self.columns else ()))


@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """A page of a view. For htmx only the rows that follow. Raises NotFound for one that the agent does not have."""
    view = finding.find(request.access, number)
    rows_alone = request.GET.get("part") == "rows"
    shown = _shown(request, view, rows_alone)
    if rows_alone:
        return part(request, "console/view_list.html", {"shown": shown})
    context = {
        "shown": shown,
        "view": view,
        "may_change": finding.may_change(view, request.user),
        "starred": any(each.id == view.pk and each.starred for each in finding.having(request.access)),
        "column_names": showing.COLUMNS,
        "says": lambda: view.criteria.sentence(),  # only an empty list says it
        "done": done_sentence(request.GET),
        "undo": undo_of(request.GET),
    }
    return page(request, "console/view.html", context, current=f"view:{view.pk}")


def _shown(request: AgentRequest, view: SavedView, rows_alone: bool) -> Shown:
    here = reverse("view", args=[view.pk])
    shown = Shown(view, here, [each for each in view.columns if each in showing.COLUMNS], [], _departments())
    try:
        groups = view.criteria
        shown.problems = groups.problems()
        step = int(request.GET.get("step", "0")[:3]) if request.GET.get("step", "0").isdecimal() else 0
        found = grouping.page(
            groups,
            request.access,
            group_by=view.group_by,
            sort=request.GET.get("sort", "") or view.sort,
            after=request.GET.get("after", ""),
            budget_s=reading.PATIENT_S if rows_alone else reading.BUDGET_S,
        )
    except Invalid as broken:
        shown.problems = [str(broken)]
        return shown
    reader = Reader.here()
    shown.groups = [
        (each.key, _label(view.group_by, each.label), each.begun, inbox_rows.lines_of(each.rows, reader))
        for each in found.parts
    ]
    shown.sort, shown.partial = found.sort, found.partial
    shown.sorts = [
        (each.key, str(showing.SORTS[each.key]), f"{here}?{urlencode({'sort': each.key})}")
        for each in sorts_of(groups)
    ]
    if found.next is not None:
        shown.auto = found.partial and step < MOST_STEPS
        more = {
            "part": "rows",
            "after": found.next,
            "sort": found.sort,
            "step": str(step + 1 if found.partial else 0),
        }
        shown.next_url = f"{here}?{urlencode(more)}"
    return shown


def _departments() -> dict[int, str]:
    return dict(run("SELECT id, name FROM department ORDER BY position, name", []))


def _label(group_by: str, label: str) -> str:
    return label or (_("Nobody") if group_by == "assignee" else "")


@agent_page
def row(request: AgentRequest, number: int, code: str) -> HttpResponse:
    """One row of a view anew, for a list that is open."""
    return row_of(request, finding.find(request.access, number), code)


def row_of(request: AgentRequest, view: SavedView, code: str) -> HttpResponse:
    """The row of a ticket as it stands; marked as gone where it is no longer in the view."""
    ticket = seeing.find(request.access, code)
    found = read([ticket.pk], seeing.scope_of(request.access)).get(ticket.pk)
    if found is None:
        raise NotFound(code)
    line = inbox_rows.lines_of([found], Reader.here())[0]
    shown = Shown(view, "", [each for each in view.columns if each in showing.COLUMNS], [], _departments())
    gone = not _in(view, request, ticket.pk)
    return part(request, "console/view_row.html", {"line": line, "shown": shown, "gone": gone})


def _in(view: SavedView, request: AgentRequest, ticket: int) -> bool:
    condition, values = where(view.criteria.meant_for(request.access.person_id))
    return bool(passing([ticket], seeing.scope_of(request.access), [f"({condition})"], values))


@require_POST
@agent_page
def star(request: AgentRequest, number: int) -> HttpResponse:
    """Put the view first in one's rail, or no longer."""
    view = finding.find(request.access, number)
    saving.star(view, request.POST.get("on") == "1", by=request.user)
    if request.POST.get("stay"):
        return HttpResponseRedirect(f"{reverse('settings-views')}?starred={view.pk}", status=303)
    return HttpResponseRedirect(reverse("view", args=[view.pk]), status=303)


@agent_page
def rail(request: AgentRequest) -> HttpResponse:
    """The agent's views with their counts, for the rail: asked for when the page is there already."""
    known = finding.having(request.access)
    rows = SavedView.objects.in_bulk([each.id for each in known])
    until = time.monotonic() + COUNT_S
    counts: dict[int, counting.Count] = {}
    for each in known:
        if time.monotonic() > until:
            break
        try:
            counts[each.id] = counting.count_of(rows[each.id], request.access)
        except (Invalid, KeyError):
            continue
    shown = {
        "views": known,
        "counts": counts,
        "current": request.GET.get("current", ""),
        "clocks_used": options.get(entries.IN_USE),
        "own_clock": own_clock.of(request),
    }
    return part(request, "console/view_rail.html", shown)
