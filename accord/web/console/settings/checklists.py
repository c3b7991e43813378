"""Checklists to start from: the list of them, one of them, their order."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accord.core.errors import NotFound
from accord.people.models import Department
from accord.tickets.checklists import defining
from accord.tickets.models import Checklist
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.settings.wordings import ordered
from accord.web.forms import Form

SECTION = "settings-checklists"
SPARE = 3  # empty lines below those that stand
FIRST = 5


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """All lists in order, with their departments."""
    rows = list(Checklist.objects.order_by("-is_active", "position", "name"))
    names = dict(Department.objects.values_list("id", "name"))
    shown = [(row, ", ".join(names.get(each, "?") for each in row.departments)) for row in rows]
    return settings_page(request, "settings/checklists.html", {"checklists": shown}, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new list."""
    return _form(request, Checklist())


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One list. Raises NotFound."""
    row = Checklist.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("checklist")
    return _form(request, row)


@require_POST
@admin_page
def order(request: AgentRequest) -> HttpResponse:
    """Another order."""
    present = list(Checklist.objects.order_by("position", "name").values_list("pk", flat=True))
    defining.order(ordered(request, present), by=request.user)
    return go(SECTION, done=False)


def _form(request: AgentRequest, row: Checklist) -> HttpResponse:
    form = Form(request, name=row.name, things="", departments="", is_active=row.is_active).of(row)
    items = _typed(request) if form.posted else list(row.items)
    departments = _chosen(request) if form.posted else list(row.departments)
    if form.posted:
        with form.catching(items="things"):
            form.demand_unchanged()
            values: dict[str, Any] = {"name": form["name"], "items": items, "departments": departments}
            if row.pk is None:
                defining.make(by=request.user, **values)
            else:
                defining.change(row, by=request.user, is_active=form.on("is_active"), **values)
            return go(SECTION)
    context = {
        "form": form,
        "checklist": row if row.pk else None,
        "items": [*items, *({"text": "", "must": False} for _line in range(SPARE if items else FIRST))],
        "chosen": departments,
        "departments": Department.objects.filter(is_active=True),
        "history": history("checklist", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/checklist.html", context, section=SECTION, status=form.status)


def _typed(request: AgentRequest) -> list[dict[str, Any]]:
    """What stands in the lines; `must` holds the numbers of those that must be done."""
    must = set(request.POST.getlist("must"))
    texts = request.POST.getlist("item")[: defining.MOST_ITEMS + SPARE + FIRST]
    found = [{"text": text, "must": str(number) in must} for number, text in enumerate(texts)]
    return [each for each in found if str(each["text"]).strip()]


def _chosen(request: AgentRequest) -> list[int]:
    return [int(each) for each in request.POST.getlist("department") if each.isdecimal() and len(each) < 19]
