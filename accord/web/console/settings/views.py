"""Saved views in Settings: one's own and those that one has, a new one, and the editor of each."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accord.conditions.condition import Group
from accord.conditions.groups import Groups
from accord.core.errors import Invalid, NotFound
from accord.core.ids import numbers_in
from accord.people.models import Department, Person
from accord.views import breaking, finding, saving, showing
from accord.views.models import SavedView, Shared, ViewDepartment
from accord.views.planning import sorts_of
from accord.web.console import criteria, view_from
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-views"
ASKED = frozenset(Group) - {Group.CHANGE}


@agent_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The views of the agent, in the order of the rail."""
    known = finding.having(request.access)
    rows = {
        view.pk: view
        for view in SavedView.objects.select_related("owner").filter(pk__in=[v.id for v in known])
    }
    removed = SavedView.objects.filter(owner=request.user, is_active=False).order_by("-changed_at")[:10]
    shown = [
        {
            "view": rows[each.id],
            "starred": each.starred,
            "says": _sentence(rows[each.id]),
            "broken": breaking.reasons(rows[each.id]),
            "mine": _mine(rows, each, request),
        }
        for each in known
        if each.id in rows
    ]
    context = {
        "starred": [each for each in shown if each["starred"]],
        "others": [each for each in shown if not each["starred"]],
        "removed": removed,
        "starred_now": _number(request.GET.get("starred", "")),
        "moved": _number(request.GET.get("moved", "")),
        "where": request.GET.get("where", ""),
    }
    return settings_page(request, "settings/views.html", context, section=SECTION)


def _mine(rows: dict[int, SavedView], each: finding.Known, request: AgentRequest) -> bool:
    return finding.may_change(rows[each.id], request.user)


def _sentence(view: SavedView) -> str:
    try:
        return view.criteria.sentence()
    except Invalid:
        rest = breaking.readable(view)
        return rest.sentence() if rest else ""


@agent_page
def new(request: AgentRequest) -> HttpResponse:
    """A new view; with `view` and `q` one that begins with what the inbox shows."""
    groups = view_from.inbox(request.GET.get("view", ""), request.GET.get("q", ""), request.access)
    return _form(request, None, groups)


@agent_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One view. Raises NotFound; who may not change it sees it."""
    view = finding.find(request.access, number)
    return _form(request, view, breaking.readable(view))


def _form(request: AgentRequest, view: SavedView | None, groups: Groups) -> HttpResponse:
    form = Form(request, **_initial(view)).of(view)
    drafts: Any = groups
    chosen = {"columns": list(view.columns if view else showing.STANDARD), "departments": _departments(view)}
    if request.method == "POST":
        drafts = criteria.drafts_of(request.POST, "groups")
        chosen = {
            "columns": [each for each in request.POST.getlist("columns") if each in showing.COLUMNS],
            "departments": numbers_in(request.POST.getlist("departments")),
        }
        with form.catching():
            form.demand_unchanged()
            saved = _save(request, view, form, chosen)
            return go("view", saved.pk, done=False)
    context = {
        "form": form,
        "view": view,
        "broken": breaking.reasons(view) if view else [],
        "groups": drafts,
        "vocabulary": criteria.vocabulary(ASKED, for_lists=True),
        "chosen": chosen,
        "columns": showing.COLUMNS,
        "sorts": list(showing.SORTS.items()),
        "urgent": view is None or "urgent" in [sort.key for sort in sorts_of(groups)],
        "group_bys": [(key, label) for key, label in showing.GROUPS.items() if key],
        "departments": _may_share(request),
        "sharing": [
            (value, label) for value, label in Shared.choices if value != Shared.ALL or request.user.is_admin
        ],
        "may_change": view is None or finding.may_change(view, request.user),
        "history": history("view", view.pk) if view else [],
    }
    return settings_page(request, "settings/view.html", context, section=SECTION, status=form.status)


def _initial(view: SavedView | None) -> dict[str, Any]:
    if view is None:
        return {
            "name": "",
            "shared": str(Shared.ME),
            "sort": "",
            "group_by": "",
            "groups": "",
            "departments": "",
        }
    named = ("name", "shared", "sort", "group_by")
    return {**{name: getattr(view, name) for name in named}, "groups": "", "departments": ""}


def _departments(view: SavedView | None) -> list[int]:
    if view is None:
        return []
    return list(ViewDepartment.objects.filter(view=view).values_list("department_id", flat=True))


def _may_share(request: AgentRequest) -> list[Department]:
    departments = Department.objects.filter(is_active=True)
    if not request.user.is_admin:
        departments = departments.filter(pk__in=request.access.departments("resolve_silently"))
    return list(departments)


def _save(request: AgentRequest, view: SavedView | None, form: Form, chosen: dict[str, Any]) -> SavedView:
    fields: dict[str, Any] = {name: form[name] for name in ("shared", "sort", "group_by")}
    fields |= {"groups": criteria.read(request.POST, "groups"), "columns": chosen["columns"]}
    by: Person = request.user
    if view is None:
        return saving.make(form["name"], by=by, departments=chosen["departments"], **fields)
    saving.change(view, by=by, name=form["name"], departments=chosen["departments"], **fields)
    return view


@require_POST
@agent_page
def remove(request: AgentRequest, number: int) -> HttpResponse:
    """Take the view away."""
    saving.remove(finding.find(request.access, number), by=request.user)
    return go(SECTION)


@require_POST
@agent_page
def restore(request: AgentRequest, number: int) -> HttpResponse:
    """Bring a removed view back."""
    saving.restore(finding.find(request.access, number, removed=True), by=request.user)
    return go(SECTION)


@require_POST
@agent_page
def order(request: AgentRequest) -> HttpResponse:
    """Another order of one's starred views: their ids as they were dragged (`id`), or one of them (`move`) a place
    `up` or `down`. Raises Invalid, NotFound for one that is not starred.
    """
    move, up = _number(request.POST.get("move", "")), request.POST.get("where") == "up"
    ids = [number for each in request.POST.getlist("id") if (number := _number(each))]
    if move:
        ids = _moved([each.id for each in finding.having(request.access) if each.starred], move, up)
    if not ids:
        raise Invalid("id")
    saving.order_stars(ids, by=request.user)
    where = reverse(SECTION)
    if move:
        where += f"?moved={move}&where={'up' if up else 'down'}"  # its button has the focus then: no fragment
    return HttpResponseRedirect(where, status=303)


def _moved(ids: list[int], number: int, up: bool) -> list[int]:
    """The ids with this one a place earlier or later."""
    if number not in ids:
        raise NotFound("view")
    place = ids.index(number)
    other = place - 1 if up else place + 1
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
    return ids


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
