"""What waits inside on a ticket: a question to the supervisors, or a proposal to end it. Fetched where there may be."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.core.errors import Invalid
from accord.tickets import asking
from accord.tickets.agreeing import BEHAVIOUR
from accord.tickets.models import LateTicket
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The question and the proposal that stand now; a POST asks."""
    ticket = ticket_for(request, code)
    if request.method == "POST":
        about = BEHAVIOUR if request.POST.get("about") == BEHAVIOUR else asking.QUESTION
        asking.ask(ticket, request.POST.get("text", ""), by=request.user, about=about)
        return redirect(ticket, "changed")
    row = asking.waiting_on(ticket) if asking.WAITS in ticket.tag_names else None
    late = LateTicket.objects.filter(pk=ticket.pk).exclude(proposed_at=None).first()
    context = {
        "ticket": ticket,
        "question": row,
        "words": row.note.text if row is not None and row.note is not None else "",
        "consent": row is not None and row.about == BEHAVIOUR,
        "may_answer": row is not None and asking.may_answer(request.user, ticket),
        "may_take_back": row is not None and row.by_id == request.user.pk,
        "proposed": late is not None and late.since == ticket.waiting_since,
    }
    return part(request, "console/asked.html", context)


@require_POST
@agent_page
def answer(request: AgentRequest, code: str) -> HttpResponse:
    """A supervisor answers, agrees or does not; who asked takes it back (`then`)."""
    ticket = ticket_for(request, code)
    then, text = request.POST.get("then", ""), request.POST.get("text", "")
    if then == "back":
        asking.take_back(ticket, by=request.user)
    elif then in ("answer", "agree", "refuse"):
        agrees = None if then == "answer" else then == "agree"
        asking.answer(ticket, text, by=request.user, agrees=agrees)
    else:
        raise Invalid("then", sentence=_("Choose one of the list."))
    return redirect(ticket, "changed")
