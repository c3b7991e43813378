"""Why a ticket is as it is: which rules looked at it and what they saw, fetched when somebody asks."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accord.automation.rules import explaining, outcomes
from accord.tickets import telling
from accord.web import moments
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import ticket_for


@require_GET
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The looks at the ticket, newest first. Raises NotFound."""
    ticket = ticket_for(request, code)
    before = request.GET.get("before", "")
    looks, place = explaining.why(ticket, int(before) if before.isdecimal() and len(before) < 19 else None)
    lines = telling.tell([look.event for look in looks if look.event is not None], moments.day_and_time)
    context = {
        "ticket": ticket,
        "looks": looks,
        "next": place,
        "cut": outcomes.CUT,
        "sentences": {line.id: line.sentence for line in lines},
    }
    return part(request, "console/ticket_why.html", context)
