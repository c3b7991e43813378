"""Pages behind the links in our mails: the question "is it solved?", and the page of a request."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotFound
from accord.core.limits import Limit, TooMany
from accord.messaging import ways_in
from accord.messaging.inbound import survivor
from accord.people.masking import masked
from accord.tickets import apart, links, merging_people
from accord.tickets.links import Link
from accord.tickets.models import State
from accord.web.portal import proving, signing_in, told
from accord.web.portal.deciding import Visit
from accord.web.portal.pages import go, portal_page, reading, show
from accord.web.portal.ticket_page import act, page

NEW_LINKS = Limit("portal.new_links", 3, 24 * 3600)  # mailed to one address (DOMAIN 7.11)


@dataclass(frozen=True)
class Opened:
    """A link that we signed, and what it leads to. `alive`: it has not expired."""

    link: Link
    visit: Visit
    alive: bool


@portal_page
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The question with its two buttons. Shows nothing of the thread, no files, no addresses (DOMAIN 7.9)."""
    return _linked(request, token, whole=False)


@portal_page
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The request by a personal link: its state and a reply form; the conversation once the reader is proven."""
    return _linked(request, token, whole=True)


def _linked(request: HttpRequest, token: str, *, whole: bool) -> HttpResponse:
    opened = open_link(request, token)
    if opened is None:
        return _nothing(request, None, status=404)
    if not opened.alive:
        return _expired(request, opened)
    if request.method != "POST":
        return page(request, opened.visit, whole=whole)
    if request.POST.get("answer") == "code":
        visit = opened.visit
        then, shown = reverse("my-ticket", args=[visit.ticket.code]), masked(visit.address)
        with reading(request, visit.person, visit.ticket):
            return signing_in.send(request, visit.address, then=then, person=visit.person, shown=shown)
    return act(request, opened.visit, whole=whole)


def open_link(request: HttpRequest, token: str) -> Opened | None:
    """What the token leads to today; None where it leads to nothing that its person may see.

    A merged ticket's link leads to the survivor for those who take part in it; who is kept apart keeps the page of his
    own one (DOMAIN 7.5).
    """
    try:
        link = links.read(token)
    except NotFound:
        return None
    found = survivor(link.ticket_id)
    person = merging_people.living(link.person_id)
    if found is None or person is None or found.state == State.DELETED or found.purged_at is not None:
        return None
    who = proving.proven(request)
    proven = who is not None and who.person.pk == person.pk
    visit = Visit(found, person, link.address, proven=proven, link_made_at=link.made_at)
    if not visit.takes_part:
        own = apart.own_ticket(found, person)
        if own is None:
            return None
        visit = replace(visit, ticket=own)
    return Opened(link, visit, links.alive(link, found))


def _expired(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Names no content. One button mails a new link to the address that we have stored."""
    visit = opened.visit
    if request.method == "POST" and request.POST.get("answer") == "new-link":
        address = visit.address if proving.is_his(visit.person, visit.address) else visit.person.email
        if not NEW_LINKS.take(address):
            raise TooMany(sentence=_("Three new links were sent within a day. Look for the last one in your mail."))
        ways_in.send(visit.person, "new_link", new_url(opened, address), address=address)
        return go(request, done="link_sent")
    return _nothing(request, opened, status=410)


def new_url(opened: Opened, address: str) -> str:
    """The same place as the old link's, as far as it is still a question."""
    visit = opened.visit
    asked = visit.ticket.resolution_id if opened.link.resolution_id and visit.is_requester else None
    if asked:
        return links.answer_url(visit.ticket, visit.person.pk, address, asked)
    return links.ticket_url(visit.ticket, visit.person.pk, address)


def _nothing(request: HttpRequest, opened: Opened | None, *, status: int) -> HttpResponse:
    known = opened is not None
    person = opened.visit.person if opened else None
    with reading(request, person):
        notice = told.notice(request.GET.get("done", ""))
        context = {"may_renew": known and (notice is None), "notice": notice, "expired": known}
        return show(request, "portal/expired.html", context, status=status)
