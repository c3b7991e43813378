"""A contact's page: how to reach him, what bounced, his company and language, and his tickets."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core.errors import Invalid, NotFound
from accord.core.ids import read_number
from accord.people import editing, grouping
from accord.people.fields import filling
from accord.people.fields.known import Field
from accord.people.models import About, Company, ContactGroup, Person
from accord.people.models.person import PersonKind
from accord.people.speaking import is_spokesperson, let_speak
from accord.tickets.knowing import demand_change, demand_shown, move_to_company
from accord.tickets.models import Ticket
from accord.tickets.seeing import scope_of
from accord.web.console import same_person
from accord.web.console.pages import AgentRequest, agent_page, page
from accord.web.console.settings.sections import go
from accord.web.field_inputs import inputs, read
from accord.web.forms import Form

MOST = 50


@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """The card and its form. Raises NotFound."""
    return _page(request, _contact(number), saving=request.method == "POST")


@require_POST
@agent_page
def add_address(request: AgentRequest, number: int) -> HttpResponse:
    """One more address of the contact. Raises NotFound."""
    contact = _contact(number)
    demand_change(request.access, contact, addresses=True)
    form = Form(request, address="")
    with form.catching():
        editing.add_address(contact, form["address"], by=request.user)
        return go("person", contact.pk)
    return _page(request, contact, adding=form)


@require_POST
@agent_page
def speaking(request: AgentRequest, number: int) -> HttpResponse:
    """Let the contact close what colleagues of his company asked, or no longer. Raises NotFound, NotPossible."""
    contact = _contact(number)
    speaks = request.POST.get("speaks") == "1"
    demand_change(request.access, contact, addresses=True)
    if speaks and contact.company_id is not None:
        demand_shown(request.access, contact.company_id)
    let_speak(contact, speaks, by=request.user)
    return go("person", contact.pk)


def _page(
    request: AgentRequest, contact: Person, *, saving: bool = False, adding: Form | None = None
) -> HttpResponse:
    company = contact.company.name if contact.company else ""
    present = {"name": contact.name, "phone": contact.phone, "language": contact.language, "company": company}
    rows = list(filling.shown(About.CONTACT, filling.of_contact(contact)))
    form = Form(request, **present, **{f"field_{field.key}": value for field, value, _words in rows})
    form.posted = saving
    if saving:
        demand_change(request.access, contact)
        with form.catching(), transaction.atomic():
            _save(request, contact, form, [each[0] for each in rows])
            return go("person", contact.pk)
    blank = Form(request, address="")
    blank.posted = False
    condition, params = scope_of(request.access).sql("ticket")
    tickets = Ticket.objects.filter(requester=contact).extra(where=[condition], params=params).order_by("-id")
    typed = read(request.POST, [each[0] for each in rows]) if saving else None
    context = {
        "contact": contact,
        "addresses": contact.addresses.order_by("id"),
        "tickets": list(tickets[: MOST + 1]),
        "most": MOST,
        "field_inputs_of": inputs(rows, typed, form.errors),
        "groups": grouping.groups(),
        "group": grouping.group_of(contact),
        "form": form,
        "adding": adding or blank,
        "companies": Company.objects.order_by("name").values_list("name", flat=True)[:200],
        "own_languages": settings.LANGUAGES,
        "done": "done" in request.GET,
        "speaks": contact.company_id is not None and is_spokesperson(contact),
        **same_person.context_of(request, contact),
    }
    status = 422 if adding is not None else form.status
    return page(request, "console/contact.html", context, current="customers", status=status)


def _save(request: AgentRequest, contact: Person, form: Form, fields: list[Field]) -> None:
    by = request.user
    editing.change(contact, by=by, name=form["name"], phone=form["phone"], language=form["language"])
    move_to_company(contact, form["company"], by=by)
    filling.fill_contact(contact, read(request.POST, fields), by=by)
    if "group" in request.POST:
        grouping.put_into(contact, _group(request.POST["group"]), by=by)


def _group(text: str) -> ContactGroup | None:
    """The group of the form's field. Raises Invalid."""
    if not text:
        return None
    group = ContactGroup.objects.filter(pk=read_number(text) or 0, is_active=True).first()
    if group is None:
        raise Invalid("group", sentence=_("There is no such group."))
    return group


def _contact(number: int) -> Person:
    """Contacts, and agents as the requesters of tickets. Raises NotFound."""
    person = (
        Person.objects.select_related("company").filter(pk=number).exclude(kind=PersonKind.SYSTEM).first()
    )
    if person is None:
        raise NotFound("person")
    return person
