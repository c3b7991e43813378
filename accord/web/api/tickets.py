"""Routes of tickets: list, read, open, change."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query

from accord.core.errors import Invalid, Missing, NotFound
from accord.core.fulltext.query import Filter
from accord.messaging.channel import our_address
from accord.people.contacts import caller_for, contact_for
from accord.people.models import Department, Person
from accord.tickets import assigning, editing, filling, listing, searching
from accord.tickets.models import Ticket
from accord.tickets.models.ticket import UNFINISHED, WAITING_FOR_US
from accord.tickets.opening import Request, open_ticket
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import PRIORITIES, Code, Cursor, Limit
from accord.web.api.inputs import TicketFilters, TicketIn, TicketPatch, Who
from accord.web.api.routes import Routes, agent_called, changed, found
from accord.web.api.writing import words_from

router = Routes()


@router.route("GET", "/tickets", _("List tickets"), outputs.TicketList, READ_TICKETS)
def list_tickets(
    request: ApiRequest, filters: Query[TicketFilters], cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """Tickets of a view, or those that fulfil all conditions, page by page."""
    access = request.auth.access
    if filters.view:
        _known_view(filters.view)
    asked = _filters(filters)
    if not asked and not filters.q.strip():
        page = listing.page(access, filters.view or "all", after=cursor, sort=filters.sort, limit=limit)
        if filters.sort not in ("", page.sort.key):
            raise Invalid("sort", sentence=_("That order is not possible here."))
        rows, following = page.rows, page.next
    else:
        if filters.sort not in ("", "newest", "relevance"):
            raise Invalid("sort", sentence=_("That order is not possible here."))
        newest = filters.sort != "relevance"
        results = searching.search(access, filters.q, filters=asked, before=cursor, newest=newest, limit=limit)
        rows, following = [each.row for each in results.rows], results.next
    names = presenting.department_names()
    return presenting.answer({"tickets": [presenting.row(each, names) for each in rows], "next": following})


def _filters(asked: TicketFilters) -> list[Filter]:
    """The conditions as a search knows them; none when only a view is asked for."""
    filters = [Filter("status", ":", tuple(asked.status))] if asked.status else []
    if asked.department:
        filters.append(Filter("department", ":", (f"#{asked.department}",)))
    if asked.assignee:
        filters.append(Filter("assignee", ":", (_assignee(asked.assignee),)))
    if asked.requester:
        filters.append(Filter("requester", ":", (f"#{asked.requester}",)))
    filters += [Filter("tag", ":", (tag,)) for tag in asked.tag]
    if asked.view and (filters or asked.q.strip()):
        filters += _of_view(asked.view)
    return filters


def _known_view(key: str) -> None:
    try:
        listing.view_of(key)
    except NotFound as error:
        raise Invalid("view", sentence=_("There is no such view.")) from error


def _assignee(text: str) -> str:
    if text in ("me", "nobody"):
        return text
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return f"#{text}"
    raise Invalid("assignee", sentence=_("Write an agent's id, “me” or “nobody”."))


def _of_view(key: str) -> list[Filter]:
    """What a view means, as conditions."""
    view, department = listing.view_of(key)
    states = {"mine": UNFINISHED, "unassigned": WAITING_FOR_US}.get(view.key, view.states)
    filters = [Filter("status", ":", tuple(map(str, states)))] if states else []
    if view.key in ("mine", "unassigned"):
        filters.append(Filter("assignee", ":", ("me" if view.own else "nobody",)))
    if view.key == "untold":
        filters.append(Filter("has", ":", ("undelivered",)))
    if department:
        filters.append(Filter("department", ":", (f"#{department}",)))
    return filters


@router.route("GET", "/tickets/{code}", _("Read a ticket"), outputs.TicketOut, READ_TICKETS)
def read_ticket(request: ApiRequest, code: Code) -> HttpResponse:
    """The ticket as it stands. One that was merged away says into which."""
    return presenting.answer(presenting.ticket(found(request, code)))


@router.route("POST", "/tickets", _("Open a ticket"), outputs.Written, WRITE_TICKETS, status=201)
def open_a_ticket(request: ApiRequest, body: TicketIn) -> HttpResponse:
    """Open a ticket for somebody, or write to him first (`how` is `outgoing`)."""
    by = request.auth.person
    department = department_of(body.department)
    request.auth.access.demand("open", department.pk)
    outgoing = body.how == "outgoing"
    assignee = agent_called(body.assignee, by) if body.assignee.strip() else None
    if body.assignee.strip() and (assignee is None or not assigning.can_hold(assignee, department.pk)):
        raise Invalid("assignee", sentence=_("This agent does not answer in that department."))
    with transaction.atomic():
        requester, address = requester_of(body.requester)
        ticket, message = open_ticket(
            Request(
                requester=requester,
                department=department,
                subject=body.subject,
                words=words_from(body, by, requester.language),
                how=body.how,
                channel="email" if outgoing else body.how,
                address=address,
                our_address=our_address(department.pk),
                cc=body.cc,
                copied=[(contact_for(each), each) for each in body.cc],
                language=requester.language,
                priority=PRIORITIES[body.priority],
                tags=body.tags,
                fields=body.fields,
                assignee=assignee,
                acknowledge=body.acknowledge,
            ),
            by=by,
        )
    files = message.attachments.all() if message.has_files else ()
    written = {"message": presenting.message(message, files), "ticket": presenting.ticket(ticket)}
    return presenting.answer(written, 201, Location=f"/api/v1/tickets/{ticket.code}")


@router.route("PATCH", "/tickets/{code}", _("Change a ticket"), outputs.TicketOut, WRITE_TICKETS)
def change_ticket(request: ApiRequest, code: Code, body: TicketPatch) -> HttpResponse:
    """Change subject, priority, department, requester or fields: all that was sent, or nothing."""
    by = request.auth.person

    def edit(ticket: Ticket) -> None:
        with transaction.atomic():
            if body.subject is not None:
                editing.rename(ticket, body.subject, by=by)
            if body.priority is not None:
                editing.prioritise(ticket, PRIORITIES[body.priority], by=by)
            if body.requester is not None:
                editing.change_requester(ticket, *requester_of(body.requester), by=by)
            if body.fields is not None:
                filling.fill(ticket, body.fields, by=by)
            if body.department is not None:
                assigning.transfer(ticket, department_of(body.department), by=by)

    return changed(request, code, edit)


def department_of(number: int) -> Department:
    """An active department. Raises Invalid."""
    department = Department.objects.filter(pk=number, is_active=True).first()
    if department is None:
        raise Invalid("department", sentence=_("Choose a department."))
    return department


def requester_of(who: Who) -> tuple[Person, str]:
    """Person and address, if he has one; a contact is made where nobody is that. Raises Missing, Invalid."""
    if who.email:
        return contact_for(who.email, who.name.strip(), who.language), who.email
    if who.id is None and not (who.phone.strip() or who.name.strip()):
        raise Missing("requester", sentence=_("Write who it was: a mail address, a phone number or a name."))
    if who.id is None:
        caller = caller_for(who.phone, who.name, who.language)
        return caller, caller.email
    person = Person.objects.filter(pk=who.id).exclude(kind="system").first()
    if person is None:
        raise Invalid("requester", sentence=_("There is no such contact."))
    return person, person.email
