"""A new ticket by an agent: for somebody who phoned (new), or as his own first mail (answered)."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accord.core.errors import AccordError, Missing
from accord.core.ids import read_number
from accord.messaging.channel import our_address
from accord.people import editing, phones
from accord.people.contacts import caller_for, contact_for
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.tickets import drafting, forms
from accord.tickets.models import Draft, Ticket
from accord.tickets.opening import Request, open_ticket
from accord.web.console import same_form
from accord.web.console.pages import AgentRequest, agent_page, page
from accord.web.console.ticket_page import redirect
from accord.web.console.ticket_verbs import address_from
from accord.web.console.writing import addresses, keep, words_from
from accord.web.field_inputs import Input, asked_of_new, read


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The form, and what it opens."""
    problem = ""
    if request.method == "POST":
        try:
            return _open(request)
        except AccordError as error:
            problem = str(error)
            keep(request, None, "new")
    draft = drafting.find(None, request.user, "new") or Draft(kind="new")
    departments = Department.objects.filter(is_active=True, id__in=request.access.departments("open"))
    caller = _caller(request.POST.get("caller", "") or request.GET.get("caller", ""))
    context = {
        "draft": draft,
        "departments": departments,
        "problem": problem,
        "post": request.POST,
        "caller": caller,
        "how": request.POST.get("how") or ("phone" if caller else "outgoing"),
        "name": request.POST.get("name") or (caller.name if caller else ""),
        "phone": request.POST.get("phone") or (caller.phone if caller else ""),
        "forms": _forms(request, [each.pk for each in departments]),
        "to": request.POST.get("address") or request.GET.get("to", ""),
        "form_number": same_form.number_of(request),
    }
    return page(request, "console/new_ticket.html", context, status=422 if problem else 200)


def _forms(request: AgentRequest, departments: list[int]) -> list[dict[str, Any]]:
    """The forms of these departments with their inputs; what was typed stays."""
    found = []
    for form, places in asked_of_new(departments):
        typed = read(request.POST, [each.field for each in form.fields()])
        inputs = [Input(each.field, typed.get(each.field.key), each.required) for each in form.fields()]
        found.append({"form": form, "departments": places, "inputs": inputs})
    return found


def _open(request: AgentRequest) -> HttpResponse:
    post = request.POST
    place = post.get("department", "")
    department = Department.objects.filter(pk=read_number(place) or 0, is_active=True).first()
    if department is None:
        raise Missing("department", sentence=_("Choose a department."))
    form = forms.form_for(department.pk)
    fields = read(post, [each.field for each in form.fields()]) if form else {}
    forms.demand_asked(department.pk, fields)
    outgoing = post.get("how") != "phone"

    def opened() -> Ticket:
        requester, address = _requester(request, outgoing)
        wanted = Request(
            requester=requester,
            department=department,
            subject=post.get("subject", ""),
            words=words_from(request, None, "new"),
            how="outgoing" if outgoing else "phone",
            channel="email" if outgoing else "phone",
            address=address,
            our_address=our_address(department.pk),
            cc=addresses(post.get("cc", "")) if outgoing else [],
            language=requester.language,
            assignee=request.user,
            fields=fields,
        )
        ticket, _message = open_ticket(wanted, by=request.user)
        drafting.forget(None, request.user, "new")
        return ticket

    with transaction.atomic():  # a ticket that is not opened leaves nobody new
        ticket = same_form.open_once(request, opened)
    return redirect(ticket, "opened")


def _requester(request: AgentRequest, outgoing: bool) -> tuple[Person, str]:
    """Who asks, and his address: none of somebody who phoned or came by without giving one. Raises Missing, Invalid."""
    post = request.POST
    name, phone = post.get("name", "").strip(), "" if outgoing else post.get("phone", "").strip()
    if not (outgoing or post.get("address", "").strip()):
        known = _caller(post.get("caller", ""))
        same = known is not None and (name, phone) == (known.name, known.phone)
        caller = known if known is not None and same else caller_for(phone, name)
        return caller, caller.email
    address = address_from(post.get("address", ""))
    requester = contact_for(address, name)
    if phone and not requester.phone and requester.kind == PersonKind.CONTACT:
        editing.change(requester, by=request.user, phone=phones.shown(phone))
    return requester, address


def _caller(text: str) -> Person | None:
    """The contact of whose page the form was opened, because he has no address."""
    number = read_number(text)
    return Person.objects.filter(pk=number, kind=PersonKind.CONTACT, is_active=True).first() if number else None
