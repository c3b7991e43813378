"""Filling in a ticket's fields, and giving it a status of the team's own."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core.errors import Invalid
from accord.tickets import filling
from accord.tickets.statuses import choosing
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.field_inputs import read


@require_POST
@agent_page
def fill(request: AgentRequest, code: str) -> HttpResponse:
    """Fill in the fields of a ticket."""
    ticket = ticket_for(request, code)
    fields = [field for field, _value, _words in filling.shown(ticket)]
    filling.fill(ticket, read(request.POST, fields), by=request.user)
    return redirect(ticket, "changed")


@require_POST
@agent_page
def choose_status(request: AgentRequest, code: str) -> HttpResponse:
    """Give the ticket a status: an id, or the name of a state for the state's own."""
    ticket = ticket_for(request, code)
    wanted = request.POST.get("status", "")
    if not wanted:
        raise Invalid("status", sentence=_("Choose a status."))
    choosing.choose(
        ticket, int(wanted) if wanted.isdecimal() and len(wanted) < 18 else wanted, by=request.user
    )
    return redirect(ticket, "changed")
