"""For whom a note is: the choice in the composer, and whom an @ can name."""


from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from accord.tickets import drafting, mentioning
from accord.tickets.rows import run
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import ticket_for

_DEPARTMENTS = "SELECT id, name FROM department WHERE is_active ORDER BY position, name"


@require_GET
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The list to tick from, with what one's draft has ticked."""
    ticket = ticket_for(request, code)
    draft = drafting.find(ticket, request.user, "note")
    context = {
        "me": request.user,
        "departments": run(_DEPARTMENTS, []),
        "colleagues": mentioning.colleagues(ticket, request.user),
        "ticked": set(draft.readers) if draft else set(),
    }
    return part(request, "console/readers.html", context)


@require_GET
@agent_page
def colleagues(request: AgentRequest, code: str) -> JsonResponse:
    """The names that an @ can begin."""
    ticket = ticket_for(request, code)
    return JsonResponse({"names": [name for _number, name in mentioning.colleagues(ticket, request.user)]})
