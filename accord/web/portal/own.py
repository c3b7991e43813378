"""The page of a request for somebody who has proven who he is."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accord.core.errors import NotFound
from accord.messaging.inbound import survivor
from accord.people import companies
from accord.people.models.person import PersonKind
from accord.people.rights import Access
from accord.tickets import participating, seeing
from accord.web.portal import proving
from accord.web.portal.deciding import Visit
from accord.web.portal.pages import go, portal_page
from accord.web.portal.proving import Proven
from accord.web.portal.ticket_fields import fill
from accord.web.portal.ticket_page import act, page


def access_as_customer(found: Proven) -> Access:
    """What he sees here: what he takes part in, also where he is an agent besides, and what his company shows him."""
    return Access(found.person.pk, PersonKind.CONTACT, company_id=companies.seen_company(found.person))


@portal_page
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """One's own request, whole. Who is not proven is asked for his address first."""
    found = proving.proven(request)
    if found is None:
        return go(request, reverse("my"), then=request.path)
    row = seeing.find(access_as_customer(found), code)
    if row.purged_at is not None:
        raise NotFound(code)
    if row.merged_into_id is not None:
        into = survivor(row.pk)
        if into is not None and participating.takes_part(into, found.person):
            return go(request, reverse("my-ticket", args=[into.code]))
    visit = Visit(row, found.person, found.address, proven=True)
    if request.method == "POST":
        if request.POST.get("answer") == "fields":
            return fill(request, visit)
        return act(request, visit, whole=True)
    return page(request, visit, whole=True)
