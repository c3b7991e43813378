"""Routes of people: contacts, agents, departments, and oneself."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from accord.core.errors import Conflict, NotFound
from accord.people import contacts, editing, finding
from accord.people.fields import filling
from accord.people.models import Department, Membership, Person
from accord.people.models.person import PersonKind
from accord.people.rights import RIGHTS, Access
from accord.tickets.knowing import demand_add, demand_change, move_to_company
from accord.tickets.later import wishing
from accord.web.api import outputs, presenting
from accord.web.api.admitting import ANY, READ_CONTACTS, WRITE_CONTACTS, ApiRequest
from accord.web.api.fields import Cursor, Limit, Line
from accord.web.api.inputs import ContactIn, ContactPatch
from accord.web.api.routes import Routes

router = Routes()
MOST_FOUND = 500
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Words = Annotated[
    Line, Field(description="Beginnings of words of a name, of an address or its domain, or of a phone number.")
]
Email = Annotated[Line, Field(description="Exactly this address.")]


@router.route("GET", "/contacts", _("List contacts"), outputs.ContactList, READ_CONTACTS)
def list_contacts(
    request: ApiRequest, q: Words = "", email: Email = "", cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """Contacts, the newest first; of those that `q` finds at most 500."""
    rows = Person.objects.filter(kind=PersonKind.CONTACT).select_related("company").prefetch_related("addresses")
    if email.strip():
        rows = rows.filter(addresses__email=email.strip().lower())
    if q.strip():
        rows = rows.filter(pk__in=finding.find(q, most=MOST_FOUND))
    if cursor.isdecimal() and len(cursor) < 19:
        rows = rows.filter(id__lt=int(cursor))
    found = list(rows.order_by("-id")[: limit + 1])
    following = str(found[limit - 1].pk) if len(found) > limit else None
    return presenting.answer({"contacts": presenting.contacts(found[:limit]), "next": following})


@router.route("GET", "/contacts/{number}", _("Read a contact"), outputs.ContactOut, READ_CONTACTS)
def read_contact(request: ApiRequest, number: Id) -> HttpResponse:
    """A contact with all addresses."""
    return presenting.answer(presenting.contact(_contact(number)))


@router.route("POST", "/contacts", _("Add a contact"), outputs.ContactOut, WRITE_CONTACTS, status=201)
def add_contact(request: ApiRequest, body: ContactIn) -> HttpResponse:
    """Add a contact, with the right to open tickets. Somebody who has the address already is a 409 that names him."""
    demand_add(request.auth.access)
    with transaction.atomic():
        known = contacts.by_address(body.email)
        if known is not None:
            sentence = _("%(name)s (id %(id)s) has this address already.")
            raise Conflict("email", sentence=sentence, name=known.shown_name, id=known.pk)
        person = contacts.contact_for(body.email)
        _edit(person, body, request.auth.person)
    return presenting.answer(presenting.contact(_contact(person.pk)), 201, Location=f"/api/v1/contacts/{person.pk}")


@router.route("PATCH", "/contacts/{number}", _("Change a contact"), outputs.ContactOut, WRITE_CONTACTS)
def change_contact(request: ApiRequest, number: Id, body: ContactPatch) -> HttpResponse:
    """Change what is sent: all of it, or nothing."""
    person = _contact(number)
    demand_change(request.auth.access, person)
    with transaction.atomic():
        _edit(person, body, request.auth.person)
    return presenting.answer(presenting.contact(_contact(number)))


def _edit(person: Person, body: ContactPatch, by: Person) -> None:
    sent = body.model_dump(exclude_none=True, exclude={"email", "company", "fields"})
    if sent:
        editing.change(person, by=by, **sent)
    if body.company is not None:
        move_to_company(person, body.company, by=by)
    if body.fields is not None:
        filling.fill_contact(person, body.fields, by=by)


def _contact(number: int) -> Person:
    rows = Person.objects.filter(pk=number, kind=PersonKind.CONTACT).select_related("company")
    person = rows.prefetch_related("addresses").first()
    if person is None:
        raise NotFound(str(number))
    return person


@router.route("GET", "/departments", _("List departments"), outputs.DepartmentList, ANY)
def list_departments(request: ApiRequest) -> HttpResponse:
    """The departments whose tickets you see, and what you may do in each."""
    return presenting.answer({"departments": _departments(request.auth.access)})


@router.route("GET", "/agents", _("List agents"), outputs.AgentList, ANY)
def list_agents(request: ApiRequest) -> HttpResponse:
    """All active agents, with the departments in which they answer."""
    agents = Person.objects.filter(kind=PersonKind.AGENT, is_active=True).order_by("name", "id")
    held: dict[int, list[int]] = {}
    for person, department in Membership.objects.order_by("department_id").values_list("person_id", "department_id"):
        held.setdefault(person, []).append(department)
    return presenting.answer({"agents": [_agent(each, held.get(each.pk, [])) for each in agents]})


@router.route("GET", "/me", _("Who am I"), outputs.Me, ANY)
def read_me(request: ApiRequest) -> HttpResponse:
    """The person for whom the token acts, its scopes, and the departments."""
    caller = request.auth
    departments = _departments(caller.access)
    return presenting.answer(
        {
            "person": _agent(caller.person, [each["id"] for each in departments]),
            "scopes": caller.token.scopes,
            "departments": departments,
            "undo_s": wishing.undo_seconds(caller.person),
            "undo_chosen": wishing.chosen(caller.person) is not None,
        }
    )


def _agent(each: Person, departments: list[int]) -> dict[str, Any]:
    return {
        "id": each.pk,
        "kind": str(each.kind),
        "name": each.shown_name,
        "email": each.email,
        "role": str(each.role),
        "departments": departments,
    }


def _departments(access: Access) -> list[dict[str, Any]]:
    rows = Department.objects.filter(is_active=True, id__in=access.departments())
    return [
        {"id": each.pk, "name": each.name, "rights": [right for right in RIGHTS if access.may(right, each.pk)]}
        for each in rows
    ]
