"""Chats between agents: the page of one's own, and those about a ticket in its side panel."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.core.errors import Missing
from accord.messaging.chats import reading, saying
from accord.messaging.chats.reading import Mine
from accord.people import presence
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets import seeing
from accord.tickets.models import Ticket
from accord.web.console.pages import AgentRequest, agent_page, page, part
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.presences import sign

SHORT = 6  # lines of a chat that stand beside its ticket


@agent_page
def show_all(request: AgentRequest) -> HttpResponse:
    """One's chats, with `q` what was found in them; a POST writes to colleagues."""
    if request.method == "POST":
        return _begin(request)
    return _page(request, None)


@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """One chat; a POST writes in it. Raises NotFound."""
    mine = reading.find(request.user, number)
    if request.method == "POST":
        saying.say(mine.chat, request.POST.get("text", ""), by=request.user)
        if "ticket" in request.GET:
            return _beside(request, ticket_for(request, request.GET["ticket"]))
        if request.headers.get("HX-Request"):
            return part(request, "console/chat_lines.html", _talk(request, mine))
        return _see(reverse("chat", args=[number]))
    return _page(request, mine)


@require_GET
@agent_page
def lines(request: AgentRequest, number: int) -> HttpResponse:
    """The words of one chat alone; `before` goes back. Raises NotFound."""
    return part(request, "console/chat_lines.html", _talk(request, reading.find(request.user, number)))


@require_POST
@agent_page
def read(request: AgentRequest, number: int) -> HttpResponse:
    """He has read it."""
    saying.read(reading.find(request.user, number).chat, by=request.user)
    return HttpResponse(status=204)


@require_GET
@agent_page
def beside(request: AgentRequest, code: str) -> HttpResponse:
    """His chats about a ticket; nothing where there is none."""
    return _beside(request, ticket_for(request, code))


def _beside(request: AgentRequest, ticket: Ticket) -> HttpResponse:
    found = [
        {"mine": each, "lines": reading.lines(each.chat, most=SHORT).lines}
        for each in reading.about(request.user, ticket.pk)
    ]
    return part(request, "console/chats_beside.html", {"ticket": ticket, "chats": found})


def _begin(request: AgentRequest) -> HttpResponse:
    ids = [int(each) for each in request.POST.getlist("to") if each.isdecimal() and len(each) < 18]
    people = list(Person.objects.filter(pk__in=ids))
    code = request.POST.get("ticket", "")
    ticket = ticket_for(request, code) if code else None
    if len(people) < len(set(ids)):
        raise Missing("to", sentence=_("Choose whom you write to."))
    chat = saying.begin(people, request.POST.get("text", ""), by=request.user, ticket=ticket)
    return redirect(ticket, "chatted") if ticket is not None else _see(reverse("chat", args=[chat.pk]))


def _page(request: AgentRequest, mine: Mine | None) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    chats = reading.newest(request.user)
    colleagues = _colleagues(request)
    standings = presence.standings(each.pk for each in colleagues)
    codes = _codes(request, chats)
    context: dict[str, Any] = {
        "chats": [(each, codes.get(each.chat.ticket_id or 0)) for each in chats],
        "me": request.user,
        "mine": mine,
        "words": words,
        "found": reading.search(request.user, words) if words else [],
        "names": {each.chat.pk: each.name for each in chats},
        "colleagues": [(each, sign(standings[each.pk])) for each in colleagues],
    }
    if mine is not None:
        context |= _talk(request, mine)
    return page(request, "console/chat.html", context, current="chat")


def _talk(request: AgentRequest, mine: Mine) -> dict[str, Any]:
    before = request.GET.get("before", "")
    talk = reading.lines(mine.chat, int(before) if before.isdecimal() and len(before) < 18 else None)
    return {"mine": mine, "talk": talk, "ticket": _codes(request, [mine]).get(mine.chat.ticket_id or 0)}


def _codes(request: AgentRequest, chats: list[Mine]) -> dict[int, Ticket]:
    """The tickets that these chats are about, as far as he may see them still."""
    ids = {each.chat.ticket_id for each in chats if each.chat.ticket_id}
    found = Ticket.objects.in_bulk(ids)
    return {number: each for number, each in found.items() if seeing.may_see(request.access, each)}


def _colleagues(request: AgentRequest) -> list[Person]:
    rows = Person.objects.filter(kind=PersonKind.AGENT, is_active=True).exclude(pk=request.user.pk)
    return list(rows.order_by("name", "email")[:500])


def _see(where: str) -> HttpResponse:
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response
