"""Statuses: the states with their own and the team's, what each is called, and which is the default."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core.errors import NotFound
from accord.people.models import Person
from accord.tickets.models import CATEGORIES, State, TicketStatus
from accord.tickets.statuses import known, shaping
from accord.translation.languages import LANGUAGES
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.settings.wordings import initial, ordered, texts_from
from accord.web.forms import Form

SECTION = "settings-statuses"


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """Each state with its statuses."""
    here = known.known()
    groups = [
        (
            str(category),
            str(State(category).label),
            _behaves()[category],
            [each for each in here.statuses if each.category == category],
        )
        for category in CATEGORIES
    ]
    context = {"groups": groups, "some": len(here.statuses) > len(CATEGORIES)}
    return settings_page(request, "settings/statuses.html", context, section=SECTION)


def _behaves() -> dict[str, str]:
    """What a ticket in that state does, whatever its status is called."""
    return {
        State.NEW: _("Nobody has answered yet; it waits for us."),
        State.OPEN: _("The customer wrote last; it waits for us."),
        State.ANSWERED: _("We answered; the customer has the next word."),
        State.POSTPONED: _("It comes back by itself at the moment that was chosen."),
        State.RESOLVED: _("We think it is solved; the customer decides."),
        State.CLOSED: _("It is over; nobody changes it any more."),
    }


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new status; `state` says of which."""
    category = request.GET.get("state", "")
    if category not in CATEGORIES:
        category = str(State.OPEN)
    return _form(request, TicketStatus(category=category))


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One status. Raises NotFound."""
    return _form(request, _status(number))


@admin_page
def own(request: AgentRequest, category: str) -> HttpResponse:
    """Other words for the state's own. Raises NotFound."""
    if category not in CATEGORIES:
        raise NotFound("status")
    found = TicketStatus.objects.filter(category=category, own=True).first()
    return _form(request, found or TicketStatus(category=category, own=True))


@require_POST
@admin_page
def order(request: AgentRequest) -> HttpResponse:
    """Another order within the states."""
    move = request.POST.get("move", "")
    category = _status(int(move)).category if move.isdecimal() and len(move) < 19 else ""
    rows = TicketStatus.objects.filter(own=False).order_by("position", "id")
    present = list((rows.filter(category=category) if category else rows).values_list("pk", flat=True))
    shaping.order(ordered(request, present), by=request.user)
    return go(SECTION, done=False, anchor=f"status-{move}" if move else "")


def _status(number: int) -> TicketStatus:
    row = TicketStatus.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("status")
    return row


def _form(request: AgentRequest, row: TicketStatus) -> HttpResponse:
    others = TicketStatus.objects.filter(category=row.category, is_default=True)
    default = not others.exists() if row.own else row.is_default
    form = Form(
        request,
        is_default=default,
        is_active=row.is_active,
        names=row.names,
        category=row.category,
        **initial("names", row.names),
        **initial("customers", row.customer_names),
    )
    if request.method == "POST":
        with form.catching(names=f"names_{next(iter(LANGUAGES))}"):
            _save(form, row, by=request.user)
            return go(SECTION)
    context: dict[str, Any] = {
        "form": form,
        "status": row,
        "default": default,
        "state_label": str(State(row.category).label),
        "behaves": _behaves()[State(row.category)],
        "history": history("status", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/status.html", context, section=SECTION, status=form.status)


def _save(form: Form, row: TicketStatus, *, by: Person) -> None:
    names, customers = texts_from(form, "names"), texts_from(form, "customers")
    if row.pk is None and not row.own:
        shaping.make(row.category, names, by=by, customer_names=customers, is_default=form.on("is_default"))
        return
    stored = shaping.own(row.category, by=by) if row.own else row
    shaping.change(
        stored,
        by=by,
        names=names,
        customer_names=customers,
        is_default=True if form.on("is_default") else None,
        is_active=form.on("is_active"),
    )
