"""Forms of new tickets: which fields are asked, in which order, where, and of whom."""

from typing import Any

from django.http import HttpResponse, QueryDict

from accord.core.errors import NotFound
from accord.people.fields import known
from accord.people.models import About, Department, Person
from accord.tickets import forms
from accord.tickets.models import TicketForm
from accord.translation.languages import LANGUAGES
from accord.translation.wordings import chosen
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.settings.wordings import initial, texts_from
from accord.web.forms import Form

SECTION = "settings-forms"


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The forms in their order."""
    lines = []
    for row in TicketForm.objects.prefetch_related("departments").order_by("-is_active", "position", "id"):
        fields = [known.by_id(int(each["field"])) for each in row.asked]
        lines.append(
            {
                "form": row,
                "name": chosen(row.names, request.user.language),
                "fields": ", ".join(each.name for each in fields if each is not None),
                "departments": ", ".join(each.name for each in row.departments.all()),
            }
        )
    context = {"lines": lines, "fields": known.fields_of(About.TICKET)}
    return settings_page(request, "settings/ticket_forms.html", context, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new form."""
    return _form(request, TicketForm())


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One form. Raises NotFound."""
    row = TicketForm.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("form")
    return _form(request, row)


def _form(request: AgentRequest, row: TicketForm) -> HttpResponse:
    departments = {each.pk for each in row.departments.all()} if row.pk else set()
    form = Form(
        request,
        agents=row.agents,
        customers=row.customers,
        is_active=row.is_active,
        asked="",
        **initial("names", row.names),
    ).of(row)
    if request.method == "POST":
        departments = _numbers(request.POST, "departments")
        with form.catching(names=f"names_{next(iter(LANGUAGES))}"):
            form.demand_unchanged()
            saved = _save(request, form, row, sorted(departments), by=request.user)
            return go("settings-form", saved.pk)
    context: dict[str, Any] = {
        "form": form,
        "ticket_form": row if row.pk else None,
        "name": chosen(row.names, request.user.language) if row.pk else "",
        "rows": _rows(request, row),
        "departments": Department.objects.filter(is_active=True),
        "chosen": departments,
        "history": history("form", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/ticket_form.html", context, section=SECTION, status=form.status)


def _numbers(post: QueryDict, name: str) -> set[int]:
    return {int(each) for each in post.getlist(name) if each.isdecimal() and len(each) < 18}


def _rows(request: AgentRequest, row: TicketForm) -> list[dict[str, Any]]:
    """All fields of tickets: those that the form asks for first and in its order, each with its place."""
    if request.method == "POST":
        asked = {each["field"]: bool(each["required"]) for each in _asked(request.POST)}
    else:
        asked = {int(each["field"]): bool(each.get("required")) for each in row.asked}
    fields = known.fields_of(About.TICKET)
    place = {number: position for position, number in enumerate(asked)}
    fields.sort(key=lambda each: place.get(each.id, len(place)))
    return [
        {"field": each, "asked": each.id in asked, "required": asked.get(each.id, False), "place": at}
        for at, each in enumerate(fields, start=1)
    ]


def _asked(post: QueryDict) -> list[dict[str, Any]]:
    """The fields that were ticked, by the numbers beside them."""
    ticked, required = _numbers(post, "ask"), _numbers(post, "required")

    def place(number: int) -> tuple[int, int]:
        typed = post.get(f"place_{number}", "")
        return (int(typed) if typed.isdecimal() and len(typed) < 5 else 9999, number)

    return [{"field": number, "required": number in required} for number in sorted(ticked, key=place)]


def _save(
    request: AgentRequest, form: Form, row: TicketForm, departments: list[int], *, by: Person
) -> TicketForm:
    values: dict[str, Any] = {
        "names": texts_from(form, "names"),
        "asked": _asked(request.POST),
        "agents": form.on("agents"),
        "customers": form.on("customers"),
        "departments": departments,
    }
    if row.pk is None:
        return forms.make(by=by, **values)
    forms.change(row, by=by, is_active=form.on("is_active"), **values)
    return row
