"""Splitting from the ticket's page: choosing what goes, and putting it back."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accord.core.errors import Invalid, NotFound
from accord.core.ids import read_number
from accord.people.contacts import contact_for
from accord.people.models import Department, Person
from accord.people.rights import Access
from accord.tickets import audiences, rows, seeing, sides_shown, splitting
from accord.tickets.models import Message, MessageKind, Ticket
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.console.ticket_verbs import address_from

MOST = 200
BEGINNING = 120
_DEPARTMENTS = "SELECT id, name FROM department WHERE is_active ORDER BY position, name"


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """GET: the dialog. POST: split the messages of `message` off, or put a split-off ticket back (`undo`)."""
    ticket = ticket_for(request, code)
    if request.method == "GET":
        return _dialog(request, ticket)
    if request.POST.get("undo") == "1":
        back = splitting.unsplit(ticket, by=request.user)
        return redirect(back or ticket, "split-undone")
    chosen = {int(each) for each in request.POST.getlist("message") if each.isdecimal() and len(each) < 19}
    requester, address = _requester(request, ticket)
    new = splitting.split(
        ticket,
        chosen,
        by=request.user,
        subject=request.POST.get("subject", ""),
        requester=requester,
        address=address,
        department=_department(request),
    )
    if seeing.may_see(request.access, new):
        return redirect(new, "split")
    return HttpResponseRedirect(f"{reverse('ticket', args=[ticket.code])}?did=split-away", status=303)


@require_GET
@agent_page
def of_message(request: AgentRequest, number: int) -> HttpResponse:
    """The dialog with this message chosen."""
    message = message_for(request, number)
    return _dialog(request, message.ticket, message.pk)


def message_for(request: AgentRequest, number: int) -> Message:
    """A message on a ticket that this agent may see. Raises NotFound."""
    message = Message.objects.select_related("ticket__requester").filter(pk=number).first()
    seen = message is not None and seeing.may_see(request.access, message.ticket)
    if message is None or not seen or not audiences.may_read(request.access, message):
        raise NotFound("message")
    return message


def _listed(ticket: Ticket, reader: Access) -> list[dict[str, Any]]:
    """The newest messages that this reader may read, as the dialog lists them, the oldest first."""
    found = list(Message.objects.select_related("author").filter(ticket=ticket).order_by("-id")[:MOST])
    unread = audiences.hidden(found, audiences.of(found), reader)
    return [
        {
            "pk": each.pk,
            "who": (each.author.shown_name if each.author else "") or each.author_address,
            "at": each.at,
            "beginning": " ".join(each.text.split())[:BEGINNING],
            "is_note": each.is_note,
            "ours": each.kind == MessageKind.OUTGOING,
            "is_side": sides_shown.SIDE in each.marks,
            "has_files": each.has_files,
        }
        for each in reversed(found)
        if each.pk not in unread
    ]


def _dialog(request: AgentRequest, ticket: Ticket, chosen: int = 0) -> HttpResponse:
    context = {
        "ticket": ticket,
        "requester": ticket.requester,
        "messages": _listed(ticket, request.access),
        "chosen": chosen,
        "departments": rows.run(_DEPARTMENTS, []),
        "split_from": splitting.split_from(ticket),
    }
    return part(request, "console/split.html", context)


def _requester(request: AgentRequest, ticket: Ticket) -> tuple[Person | None, str]:
    who = request.POST.get("who", "")
    if who == "same":
        return ticket.requester, ticket.requester_address
    if who == "other":
        address = address_from(request.POST.get("address", ""))
        return contact_for(address, request.POST.get("name", "").strip()), address
    return None, ""


def _department(request: AgentRequest) -> Department | None:
    wanted = request.POST.get("department", "")
    if not wanted:
        return None
    found = Department.objects.filter(pk=read_number(wanted) or 0, is_active=True).first()
    if found is None:
        raise Invalid("department", sentence=_("Choose a department."))
    return found
