"""Changing a ticket in its row: who has it, how urgent it is, its department, its tags."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accord.conditions.vocabulary.assignee import agents
from accord.core.errors import NotFound
from accord.people.models import Department
from accord.tickets import assigning, editing, seeing, tagging
from accord.tickets.models import Priority, Tag, Ticket
from accord.tickets.tags.known import currents
from accord.views import finding
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_verbs import agent_from, department_from, priority_from
from accord.web.console.view_page import row_of

FIELDS = ("assignee", "priority", "department", "tags")
MOST_TAGS = 500


@agent_page
def cell(request: AgentRequest, number: int, code: str, field: str) -> HttpResponse:
    """GET: the field to change it in. POST: changed by its verb, and the row anew. Raises NotFound."""
    view = finding.find(request.access, number)
    if field not in FIELDS:
        raise NotFound(field)
    ticket = seeing.find(request.access, code)
    if request.method == "POST":
        _DO[field](request, ticket)
        return row_of(request, view, code)
    context = {"view": view, "ticket": ticket, "field": field, **_choices(request, ticket, field)}
    return part(request, "console/view_cell.html", context)


def _choices(request: AgentRequest, ticket: Ticket, field: str) -> dict[str, object]:
    if field == "tags":
        return {
            "value": ", ".join(currents(ticket.tag_names)),
            "known": Tag.objects.filter(is_active=True).values_list("name", flat=True)[:MOST_TAGS],
        }
    if field == "priority":
        return {
            "value": str(ticket.priority),
            "options": [(str(v), label) for v, label in reversed(Priority.choices)],
        }
    if field == "department":
        departments = Department.objects.filter(is_active=True)
        if not request.access.everywhere:
            departments = departments.filter(
                pk__in=[*request.access.departments("transfer"), ticket.department_id]
            )
        return {
            "value": str(ticket.department_id),
            "options": [(str(each.pk), each.name) for each in departments],
        }
    people = [(str(each.value), each.label) for each in agents()]
    return {"value": str(ticket.assignee_id or ""), "options": [("", _("Nobody")), *people]}


def _assign(request: AgentRequest, ticket: Ticket) -> None:
    assigning.assign(ticket, agent_from(request.POST.get("value", "")), by=request.user)


def _prioritise(request: AgentRequest, ticket: Ticket) -> None:
    editing.prioritise(ticket, priority_from(request.POST.get("value", "")), by=request.user)


def _transfer(request: AgentRequest, ticket: Ticket) -> None:
    assigning.transfer(ticket, department_from(request.POST.get("value", "")), by=request.user)


def _tag(request: AgentRequest, ticket: Ticket) -> None:
    wanted = {tagging.clean_name(each) for each in request.POST.get("value", "").split(",") if each.strip()}
    held = set(currents(ticket.tag_names))
    with transaction.atomic():
        for name in sorted(wanted - held):
            tagging.tag(ticket, name, by=request.user)
        for name in sorted(held - wanted):
            tagging.untag(ticket, name, by=request.user)


_DO = {"assignee": _assign, "priority": _prioritise, "department": _transfer, "tags": _tag}
