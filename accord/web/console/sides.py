"""Side conversations of a ticket: the list, one of them whole, and what is done with them. Fetched when wanted."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.core.errors import Invalid, NotFound
from accord.core.html import from_text
from accord.people.rights import Access
from accord.tickets import acting, audiences, conversation, lifecycle, seeing, side_conversing
from accord.tickets.conversation import Said
from accord.tickets.going_outside import is_internal
from accord.tickets.models import Attachment, Message, SideConversation, Ticket
from accord.tickets.writing import Words
from accord.web.console import bodies
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.console.ticket_verbs import address_from
from accord.web.uploads import stored


@require_http_methods(["GET", "POST"])
@agent_page
def show_all(request: AgentRequest, code: str) -> HttpResponse:
    """All of the ticket, with the form that begins one; a POST begins it."""
    ticket = ticket_for(request, code)
    if request.method == "POST":
        post = request.POST
        side_conversing.begin(
            ticket,
            post.get("subject", ""),
            _words(request),
            by=request.user,
            to=_addresses(post.get("to", "")),
            cc=_addresses(post.get("cc", "")),
            wakes=post.get("wakes") == "1",
        )
        return redirect(ticket, "side-begun")
    context = {"ticket": ticket, "sides": side_conversing.of(ticket), "may_write": _may_write(request, ticket)}
    return part(request, "console/sides.html", context)


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """One of them, whole; a POST writes in it, ends it or takes it up (`then`)."""
    side, ticket = _side(request, number)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("then", "write"))
        if act is None:
            raise Invalid("then", sentence=_("Choose one of the list."))
        return redirect(ticket, act(request, side))
    context: dict[str, Any] = {
        "ticket": ticket,
        "side": side,
        "said": _said(side, ticket, request.access),
        "bodies": bodies,
        "may_write": _may_write(request, ticket),
    }
    return part(request, "console/side.html", context)


def _write(request: AgentRequest, side: SideConversation) -> str:
    side_conversing.write(side, _words(request), by=request.user)
    return "side-sent"


def _end(request: AgentRequest, side: SideConversation) -> str:
    side_conversing.end(side, by=request.user)
    return "side-ended"


def _take_up(request: AgentRequest, side: SideConversation) -> str:
    side_conversing.take_up(side, by=request.user)
    return "changed"


_ACTS: dict[str, Callable[[AgentRequest, SideConversation], str]] = {
    "write": _write,
    "end": _end,
    "take_up": _take_up,
}


def _side(request: AgentRequest, number: int) -> tuple[SideConversation, Ticket]:
    """It and the ticket where it stands, for who may see that. Raises NotFound."""
    side = SideConversation.objects.filter(pk=number).first()
    ticket = side_conversing.home(side) if side is not None else None
    if side is None or ticket is None or not seeing.may_see(request.access, ticket):
        raise NotFound("side")
    return side, ticket


def _may_write(request: AgentRequest, ticket: Ticket) -> bool:
    possible = lifecycle.possible(ticket.state, "change") and not is_internal(ticket)
    return possible and acting.may(request.user, "reply", ticket)


def _said(side: SideConversation, ticket: Ticket, reader: Access) -> list[Said]:
    """Its messages in this ticket, the oldest first, with authors and files."""
    rows = Message.objects.filter(pk__in=side.said.values("message_id"), ticket=ticket).order_by("id")
    found = list(rows.select_related("author")[: conversation.MOST_EVENTS])
    unread = audiences.hidden(found, audiences.of(found), reader)
    messages = [message for message in found if message.pk not in unread]
    files: dict[int, list[Attachment]] = {}
    for each in Attachment.objects.filter(message__in=[m for m in messages if m.has_files]).order_by("id"):
        files.setdefault(each.message_id or 0, []).append(each)
    return [Said(message, message.author, files.get(message.pk, []), side=side) for message in messages]


def _words(request: AgentRequest) -> Words:
    text = request.POST.get("text", "").strip()
    return Words(text=text, html=from_text(text), files=[stored(each) for each in request.FILES.getlist("files")])


def _addresses(text: str) -> list[str]:
    return [address_from(each) for each in text.replace(";", ",").split(",") if each.strip()]

