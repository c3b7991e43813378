"""What stands beside a ticket: the list of panels and buttons, one of them, their order, and trying one out."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.automation.beside import asking, making, troubles, trying
from accord.automation.beside.making import Item, Wording
from accord.automation.models import SidePanel, TicketButton
from accord.automation.variables import variables
from accord.core import outgoing_http
from accord.core.errors import Invalid, NotFound
from accord.people.models import Department
from accord.web.console.pages import AgentRequest, admin_page, part
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.settings.wordings import ordered
from accord.web.console.tried import newest, ticket_named
from accord.web.forms import Form

SECTION = "settings-beside"
KEPT = (
    (0, gettext_lazy("not at all")),
    (60, gettext_lazy("for a minute")),
    (300, gettext_lazy("for five minutes")),
    (3600, gettext_lazy("for an hour")),
    (86_400, gettext_lazy("for a day")),
)
DOES = (
    (TicketButton.OPEN, gettext_lazy("Open an address in a new tab")),
    (TicketButton.CALL, gettext_lazy("Call another program")),
)


@dataclass(frozen=True)
class Kind:
    """Panels or buttons: what they have of their own."""

    key: str
    model: type[Item]
    fresh: Promise
    subject: str
    methods: tuple[str, ...]


KINDS = {
    "panels": Kind("panels", SidePanel, gettext_lazy("New panel"), "panel", ("GET", "POST")),
    "buttons": Kind("buttons", TicketButton, gettext_lazy("New button"), "button", outgoing_http.METHODS),
}


def kind_of(key: str) -> Kind:
    """Raises NotFound."""
    if key not in KINDS:
        raise NotFound("kind")
    return KINDS[key]


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The panels and the buttons, in order."""
    names = dict(Department.objects.values_list("pk", "name"))
    lists = {key: [_line(row, names) for row in _rows(kind)] for key, kind in KINDS.items()}
    return settings_page(request, "settings/beside.html", {"lists": lists}, section=SECTION)


def _rows(kind: Kind) -> list[Item]:
    return list(kind.model.objects.filter(removed_at=None).order_by("position", "name", "id"))


def _line(row: Item, names: dict[int, str]) -> dict[str, Any]:
    where = ", ".join(names.get(each, "?") for each in row.departments) or _("All departments")
    failing = isinstance(row, SidePanel) and row.failed_at is not None
    return {
        "row": row,
        "where": where,
        "host": trying.host_of(row),
        "does": dict(DOES)[row.does] if isinstance(row, TicketButton) else "",
        "cure": troubles.cure_of(row.failure) if failing and isinstance(row, SidePanel) else "",
    }


@admin_page
def new(request: AgentRequest, kind: str) -> HttpResponse:
    """A new panel or button."""
    return _form(request, kind_of(kind), None)


@admin_page
def edit(request: AgentRequest, kind: str, number: int) -> HttpResponse:
    """One of them. Raises NotFound."""
    found = kind_of(kind)
    return _form(request, found, _row(found, number))


def _row(kind: Kind, number: int) -> Item:
    row = kind.model.objects.filter(pk=number, removed_at=None).first()
    if row is None:
        raise NotFound(kind.subject)
    return row


@require_POST
@admin_page
def order(request: AgentRequest, kind: str) -> HttpResponse:
    """Another order."""
    found = kind_of(kind)
    making.order(found.model, ordered(request, [row.pk for row in _rows(found)]), by=request.user)
    return go(SECTION, done=False)


@require_POST
@admin_page
def remove(request: AgentRequest, kind: str, number: int) -> HttpResponse:
    """It is shown nowhere any more."""
    making.remove(_row(kind_of(kind), number), by=request.user)
    return go(SECTION)


@require_POST
@admin_page
def try_out(request: AgentRequest, kind: str) -> HttpResponse:
    """What is in the form, with a real ticket: a panel is asked at once, a button only says what it would do."""
    found = kind_of(kind)
    context: dict[str, Any] = {"problem": "", "sections": [], "kind": found.key}
    try:
        item = making.fitted(found.model(), _wording(Form(request, **_initial(found, None)), request, "?"))
        ticket = ticket_named(request, request.POST.get("preview-ticket", ""))
        context |= trying.try_out(item, ticket, request.user)
    except Invalid as error:
        context["problem"] = str(error)
    return part(request, "settings/beside_tried.html", context)


def _form(request: AgentRequest, kind: Kind, row: Item | None) -> HttpResponse:
    form = Form(request, **_initial(kind, row)).of(row)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            wording = _wording(form, request, "")
            if row is not None:
                saved: Item = making.change(row, wording, by=request.user)
            elif kind.key == "panels":
                saved = making.make_panel(wording, by=request.user)
            else:
                saved = making.make_button(wording, by=request.user)
            return go("settings-beside-one", kind.key, saved.pk)
    stored = [str(each) for each in row.departments] if row else []
    context = {
        "form": form,
        "kind": kind,
        "row": row,
        "methods": [(each, each) for each in kind.methods],
        "kept": KEPT,
        "does": DOES,
        "departments": Department.objects.filter(is_active=True).order_by("position", "name"),
        "chosen": set(request.POST.getlist("departments") if form.posted else stored),
        "variables": [(f"{{{key}}}", variable.label) for key, variable in variables.items()],
        "sample": newest(request),
        "failed": troubles.cure_of(row.failure) if isinstance(row, SidePanel) and row.failed_at else "",
        "limit_s": int(asking.LIMIT_S),
        "history": history(kind.subject, row.pk) if row else [],
    }
    return settings_page(request, "settings/beside_one.html", context, section=SECTION, status=form.status)


def _initial(kind: Kind, row: Item | None) -> dict[str, Any]:
    item = row or kind.model()
    own = (
        {"keep_s": item.keep_s, "does": "", "asks": False}
        if isinstance(item, SidePanel)
        else {"keep_s": 300, "does": item.does, "asks": item.asks}
    )
    return {
        "name": item.name,
        "url": item.url,
        "method": item.method,
        "headers": "\n".join(f"{name}: {value}" for name, value in item.headers.items()),
        "body": item.body,
        "departments": "",
        "active": item.active,
        **own,
    }


def _wording(form: Form, request: AgentRequest, name: str) -> Wording:
    keep = form["keep_s"]
    return Wording(
        name=form["name"].strip() or name,
        url=form["url"],
        method=form["method"] or "GET",
        headers=form["headers"],
        body=form["body"],
        departments=[
            int(each) for each in request.POST.getlist("departments") if each.isdecimal() and len(each) < 18
        ],
        active=form.on("active"),
        keep_s=int(keep) if keep.isdecimal() and len(keep) < 7 else 300,
        does=form["does"] or TicketButton.OPEN,
        asks=form.on("asks"),
    )
