"""Answers that wait, on the ticket's page: sending later, undoing, and what can be done with one until it goes."""

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accord.core import clock
from accord.core.errors import Invalid
from accord.tickets.later import changing, sending, wishing
from accord.tickets.later.kept import Answer
from accord.tickets.models import Attachment, Later, Ticket
from accord.web import moments
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_dialogs import pause_presets
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.console.ticket_verbs import moment_from


def kept(request: AgentRequest, ticket: Ticket, answer: Answer) -> HttpResponse | None:
    """Keep the composer's answer: until the moment of the form, or for the seconds in which it can be undone.

    None where it is to go at once.
    """
    if request.POST.get("then") == "later":
        due_at = moment_from(request.POST.get("send_at_own") or request.POST.get("send_at", ""))
        if_answered = sending.SEND if request.POST.get("if_answered") == sending.SEND else sending.HOLD
        sending.send_later(ticket, answer, by=request.user, due_at=due_at, if_answered=if_answered)
        return redirect(ticket, "later")
    seconds = wishing.undo_seconds(request.user)
    if not seconds:
        return None
    due_at = clock.now() + timedelta(seconds=seconds)
    row = sending.send_later(ticket, answer, by=request.user, due_at=due_at, undo=True)
    where = f"{reverse('ticket', args=[ticket.code])}?did=waits&later={row.pk}&s={seconds}"
    return HttpResponseRedirect(where, status=303)


@require_GET
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The answers that wait on this ticket, for the place below the conversation."""
    ticket = ticket_for(request, code)
    found = changing.waiting(ticket)
    files: dict[int, list[Attachment]] = {}
    for each in Attachment.objects.filter(draft__in=[row.pk for row in found]).order_by("id"):
        files.setdefault(each.draft_id or 0, []).append(each)
    shown = [
        {
            "row": row,
            "files": files.get(row.pk, []),
            "wrote": bool(row.held) or (not row.undo and sending.somebody_wrote(row)),
            "own_moment": moments.local(row.due_at).strftime("%Y-%m-%dT%H:%M"),
        }
        for row in found
    ]
    context = {"ticket": ticket, "waiting": shown, "presets": pause_presets()}
    return part(request, "console/later.html", context)


@require_POST
@agent_page
def change(request: AgentRequest, code: str, number: int) -> HttpResponse:
    """Do one thing with an answer that waits: bring it `back`, `discard`, send it `now`, or `move` it."""
    ticket = ticket_for(request, code)
    row = changing.find(ticket, number)
    match request.POST.get("do", ""):
        case "back":
            changing.take_back(row, by=request.user)
            return redirect(ticket, "taken-back")
        case "discard":
            changing.discard(row, by=request.user)
            return redirect(ticket, "discarded")
        case "now":
            changing.send_now(row, by=request.user)
            return redirect(ticket, "replied")
        case "move":
            return redirect(ticket, _moved(request, row))
    raise Invalid("do")


def _moved(request: AgentRequest, row: Later) -> str:
    due_at = moment_from(request.POST.get("send_at_own") or request.POST.get("send_at", ""))
    if_answered = sending.SEND if request.POST.get("if_answered") == sending.SEND else sending.HOLD
    changing.move(row, due_at, by=request.user, if_answered=if_answered)
    return "later"
