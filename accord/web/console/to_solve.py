"""To Solve: the button that gives an agent his most important ticket, and the page for when nothing waits."""

from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accord.core import options
from accord.people.models import Department
from accord.queue import candidates, choices, reasons, screens, to_solve
from accord.tickets.models import Ticket
from accord.web import moments
from accord.web.console.pages import AgentRequest, agent_page, page

SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@agent_page
def press(request: AgentRequest) -> HttpResponse:
    """POST gives the first ticket and leads to it; when there is none, and on GET, the page says how it stands."""
    if request.method == "POST":
        to_solve.settle(request.user)
        head = to_solve.pull(request.user)
        where = _ticket(request, head) if head is not None else reverse("to-solve")
        response = HttpResponseRedirect(where)
        response.status_code = 303
        return response
    return _show(request)


def _ticket(request: AgentRequest, head: to_solve.Head) -> str:
    """The ticket's page, with what to say there: why it was given, or that it is still the same one."""
    where = reverse("ticket", args=[head.ticket.code])
    still = urlsplit(request.headers.get("Referer", "")).path == where
    return f"{where}?did={'still-first' if still else 'given-' + head.reason.key}"


def _show(request: AgentRequest) -> HttpResponse:
    agent, hidden = request.user, screens.elsewhere(request.user.pk)
    badge = to_solve.badge(agent, request.access, elsewhere=hidden)
    coming = candidates.ordered(agent, request.access, SHOWN + len(hidden), hidden)[0][:SHOWN] if badge.head else []
    tickets = Ticket.objects.select_related("requester", "department").in_bulk([each.id for each in coming])
    taken_from, _giving = candidates.departments_of(agent, request.access)
    context = {
        "count": badge.count,
        "coming": [
            (ticket, reasons.sentence(reasons.why(ticket, agent), moments.span, first=place == 0))
            for place, each in enumerate(coming)
            if (ticket := tickets.get(each.id)) is not None
        ],
        "departments": Department.objects.filter(pk__in=taken_from).order_by("position", "name"),
        "elsewhere": len(hidden),
        "own": options.get(choices.OWN),
        "last_agent": options.get(choices.LAST_AGENT),
        "only_given": request.access.only_given,
    }
    return page(request, "console/to_solve.html", context, current="to-solve")
