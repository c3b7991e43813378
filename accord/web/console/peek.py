"""The chosen ticket beside the list, on screens wide enough for both: who waits, and what was said last."""

from django.http import HttpResponse

from accord.tickets import conversation
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.thread import written
from accord.web.console.ticket_page import ticket_for

LAST = 4  # messages


@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The panel's content. It says nothing of who looks: a glance is no visit."""
    ticket = ticket_for(request, code)
    talk = conversation.load(ticket, window=LAST, known=[ticket.requester, request.user], reader=request.access)
    talk.events = []
    context = {"ticket": ticket, "thread": written(talk), "earlier": talk.earlier is not None}
    response = part(request, "console/peek.html", context)
    response.accord_style_attr = True  # type: ignore[attr-defined]
    return response
