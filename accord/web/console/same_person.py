"""Is a contact somebody whom we know already? Who may be meant, joining the two, asking by mail, parting them again."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core.errors import Invalid, NotFound
from accord.core.ids import read_number
from accord.core.limits import Limit
from accord.messaging import ways_in
from accord.people import contacts
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets import merging_people, same_person_links
from accord.tickets.knowing import demand_change
from accord.tickets.models import Ticket
from accord.tickets.seeing import may_see
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings.sections import go

MOST = 5
ASKED = Limit("contacts.same_person", 3, 24 * 3600)  # mails to one person


@require_POST
@agent_page
def join(request: AgentRequest, number: int) -> HttpResponse:
    """Join this contact and another (`into`, an id, or `address`) into whom we have known longer.

    With `ask` mail the other the question instead; with `part` part again who was joined into this one. Raises
    NotFound, Invalid and what the verbs raise.
    """
    contact = _contact(number)
    demand_change(request.access, contact, addresses=True)
    parted = read_number(request.POST.get("part", ""))
    if parted is not None:
        merging_people.unmerge(_contact(parted), by=request.user)
        return go("person", contact.pk)
    other = _other(request)
    if "ask" in request.POST:
        ASKED.demand(other.pk)
        ways_in.send(other, "same_person", same_person_links.url(contact, other), by=request.user)
        return go("person", contact.pk, anchor="asked")
    newer, older = sorted((contact, other), key=lambda each: each.pk, reverse=True)
    merging_people.merge(newer, older, by=request.user)
    return go("person", older.pk)


def context_of(request: AgentRequest, contact: Person) -> dict[str, Any]:
    """Who may be the same person: the requester of the ticket `of` on which he wrote, and others of the same name."""
    if contact.kind != PersonKind.CONTACT:
        return {"candidates": [], "joined": [], "joined_into": None}
    found: dict[int, Person] = {}
    number = read_number(request.GET.get("of", ""))
    ticket = Ticket.objects.select_related("requester").filter(pk=number).first() if number else None
    if ticket is not None and may_see(request.access, ticket):
        found[ticket.requester_id] = ticket.requester
    if contact.name:
        same = Person.objects.filter(kind=PersonKind.CONTACT, name=contact.name, is_active=True).order_by("id")
        found.update({person.pk: person for person in same[: MOST + 1]})
    found.pop(contact.pk, None)
    into = merging_people.living(contact.pk) if not contact.is_active else None
    candidates = [person for person in found.values() if person.kind == PersonKind.CONTACT and person.is_active]
    return {"candidates": candidates[:MOST], "joined": merging_people.joined_with(contact), "joined_into": into}


def _other(request: AgentRequest) -> Person:
    wanted, address = read_number(request.POST.get("into", "")), request.POST.get("address", "").strip()
    person = contacts.by_address(address) if address else None
    if person is None and wanted is not None:
        person = Person.objects.filter(pk=wanted).first()
    if person is None:
        raise Invalid("address", sentence=_("There is no customer with that address."))
    return person


def _contact(number: int) -> Person:
    person = Person.objects.filter(pk=number, kind=PersonKind.CONTACT).first()
    if person is None:
        raise NotFound("person")
    return person
