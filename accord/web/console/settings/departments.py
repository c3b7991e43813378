"""Departments: the list, a new one, and the switches of each."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accord.core.errors import Invalid, NotFound, NotPossible
from accord.people import departments
from accord.people.models import Department
from accord.tickets.models import Ticket
from accord.tickets.telling import Line
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-departments"
NUMBERS = ("position", *departments.DAYS)
TICKS = ("to_solve_on", "reply_reopens", "is_active")


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """All departments in their order."""
    rows = Department.objects.order_by("-is_active", "position", "name")
    return settings_page(request, "settings/departments.html", {"departments": rows}, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new department."""
    fresh = Department(position=Department.objects.count() + 1)
    return _form(request, fresh)


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One department. Raises NotFound."""
    department = Department.objects.filter(pk=number).first()
    if department is None:
        raise NotFound("department")
    return _form(request, department)


def _form(request: AgentRequest, department: Department) -> HttpResponse:
    initial = {name: getattr(department, name) for name in ("name", "signature", *NUMBERS, *TICKS)}
    form = Form(request, **initial).of(department)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            saved = _save(form, department, request)
            return go("settings-department", saved.pk)
    context = {"form": form, "department": department if department.pk else None, "history": _history(department)}
    return settings_page(request, "settings/department.html", context, section=SECTION, status=form.status)


def _history(department: Department) -> list[Line]:
    return history("department", department.pk) if department.pk else []


def _save(form: Form, department: Department, request: AgentRequest) -> Department:
    values: dict[str, Any] = {"signature": form["signature"].replace("\r\n", "\n").strip()[:4000]}
    for name in NUMBERS:
        digits = form[name].strip()
        if not digits.isdecimal() or len(digits) > 5:
            raise Invalid(name, sentence=_("Write a whole number."))
        values[name] = int(digits)
    for name in TICKS:
        values[name] = form.on(name)
    if department.pk is None:
        values.pop("is_active")
        return departments.make(form["name"], by=request.user, **values)
    if department.is_active and not values["is_active"]:
        _demand_finished(department)
    departments.change(department, by=request.user, name=form["name"], **values)
    return department


def _demand_finished(department: Department) -> None:
    """A department that still has unfinished tickets cannot be closed: nobody would see them."""
    if Ticket.objects.filter(department=department, is_open=True).exists():
        raise NotPossible(
            "is_active",
            sentence=_("It still has unfinished tickets. Move or resolve them first, then close it."),
        )
