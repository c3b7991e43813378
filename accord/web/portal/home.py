"""My requests: the list of a proven customer, or the question who is reading."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accord.core.errors import Invalid
from accord.people import companies
from accord.people.models import Person
from accord.tickets import searching
from accord.tickets.models import Merging, Participant, State, Ticket
from accord.tickets.rows import read_key, write_key
from accord.web.portal import proving, signing_in, told
from accord.web.portal.own import access_as_customer
from accord.web.portal.pages import portal_page, reading, show
from accord.web.portal.proving import Proven

PAGE = 20
COLUMNS = ("id", "code", "subject", "state", "status_id", "last_message_at", "merged_into_id")


@dataclass(frozen=True)
class Requests:
    """A page of one part of the list; `next` is where the following page begins, or nothing."""

    rows: list[dict[str, Any]]
    next: str = ""


@portal_page
def home(request: HttpRequest) -> HttpResponse:
    """My requests; without a proof, the form that asks for an address (the same answer whoever it belongs to)."""
    found = proving.proven(request)
    if found is None:
        return _who(request)
    with reading(request, found.person):
        context: dict[str, Any] = {**told.HELPERS, "notice": told.notice(request.GET.get("done", "")), "reader": found}
        query = request.GET.get("q", "").strip()[:200]
        if query:
            context |= {"query": query, **_found(request, found, query)}
        else:
            places = (request.GET.get(part, "") for part in ("open", "closed", "company"))
            context |= _parts(found.person, *places)
        return show(request, "portal/home.html", context)


def _parts(person: Person, open_after: str, closed_after: str, company_before: str) -> dict[str, Any]:
    """All parts from their beginnings, or the one that is read on."""
    nothing = Requests([])
    company = companies.seen_company(person)
    shared = requests_of_company(person, company, before=company_before) if company is not None else nothing
    return {
        "company": shared,
        "company_name": person.company.name if company is not None and person.company else "",
        "further": bool(open_after or closed_after or company_before),
        "open": nothing if closed_after or company_before else requests_of(person, closed=False, after=open_after),
        "closed": nothing if open_after or company_before else requests_of(person, closed=True, after=closed_after),
    }


def requests_of(person: Person, *, closed: bool, after: str = "", limit: int = PAGE) -> Requests:
    """What the person takes part in, the newest word first, by key. Raises Invalid for a wrong `after`."""
    rows = Ticket.objects.filter(
        pk__in=Participant.objects.filter(person=person).values("ticket_id"), purged_at=None
    )
    apart = Q(pk__in=Merging.objects.filter(shown=False).values("source_id"))  # he keeps his own, which goes on
    if closed:
        rows = rows.filter(state=State.CLOSED, merged_into=None)
    else:
        rows = rows.exclude(state=State.DELETED).filter(~Q(state=State.CLOSED) & Q(merged_into=None) | apart)
    if after:
        moment, number = read_key(after, 1)
        rows = rows.filter(Q(last_message_at__lt=moment) | Q(last_message_at=moment, id__lt=number))
    found = list(rows.order_by("-last_message_at", "-id").values(*COLUMNS)[: limit + 1])
    for row in found:
        if row["merged_into_id"] is not None:
            row["state"] = State.OPEN
    following = ""
    if len(found) > limit:
        last = found[limit - 1]
        following = write_key(last["last_message_at"], last["id"])
    return Requests(found[:limit], following)


def requests_of_company(person: Person, company_id: int, *, before: str = "", limit: int = PAGE) -> Requests:
    """What colleagues asked and he does not take part in, the newest first. Raises Invalid for a wrong `before`."""
    rows = Ticket.objects.filter(requester__company_id=company_id, purged_at=None, merged_into=None)
    rows = rows.exclude(state__in=(State.DELETED, State.SPAM))
    rows = rows.exclude(pk__in=Participant.objects.filter(person=person).values("ticket_id"))
    if before:
        rows = rows.filter(id__lt=read_key(before, 0)[0])
    found = list(rows.order_by("-id").values(*COLUMNS, "requester__name")[: limit + 1])
    return Requests(found[:limit], write_key(found[limit - 1]["id"]) if len(found) > limit else "")


def _found(request: HttpRequest, found: Proven, query: str) -> dict[str, Any]:
    try:
        results = searching.search(access_as_customer(found), query, before=request.GET.get("before", ""), limit=PAGE)
    except Invalid:
        results = searching.search(access_as_customer(found), query, limit=PAGE)
    ids = [each.row.id for each in results.rows]
    known = {row["id"]: row for row in Ticket.objects.filter(pk__in=ids).values(*COLUMNS)}
    return {"hits": Requests([known[each] for each in ids if each in known], results.next or "")}


def _who(request: HttpRequest) -> HttpResponse:
    then = signing_in.safe_next(request.POST.get("then", "") or request.GET.get("then", ""))
    address = request.POST.get("address", "").strip()
    problem = None
    if request.method == "POST":
        if 3 <= len(address) <= 254 and "@" in address[1:-1]:
            return signing_in.send(request, address, then=then)
        problem = Invalid("address", sentence=told.NO_ADDRESS)
    with reading(request):
        notice = told.notice(request.GET.get("done", ""))
        context = {"then": then, "address": address, "problem": problem, "notice": notice}
        return show(request, "portal/who.html", context, status=problem.status if problem else 200)
