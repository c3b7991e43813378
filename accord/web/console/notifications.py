"""An agent's own news: the list, as a page or as the panel behind the bell, and marking as read."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accord.core.ids import read_number
from accord.messaging.notices import giving, reading, wording
from accord.web.console.pages import AgentRequest, agent_page, page, part


@require_GET
@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """`only` "unread" leaves out what is read; `before` goes on below that id; `panel` is the list alone."""
    before = request.GET.get("before", "")
    only_unread = request.GET.get("only") == "unread"
    rows = reading.page(
        request.access,
        before=_number(before) or None,
        only_unread=only_unread,
        most=reading.PAGE + 1,
    )
    context: dict[str, Any] = {
        "news": wording.shown(rows[: reading.PAGE], request.user),
        "next": rows[reading.PAGE - 1].pk if len(rows) > reading.PAGE else None,
        "only_unread": only_unread,
        "first": not before,
        "up_to": reading.newest(request.user.pk),
    }
    if "panel" in request.GET:
        return part(request, "console/news_panel.html", context)
    return page(request, "console/notifications.html", context, current="notifications")


@require_POST
@agent_page
def read(request: AgentRequest) -> HttpResponse:
    """`id` is read (`again`: unread again), or what there is about `ticket`, or all up to the id `up_to`."""
    person = request.user
    number, ticket, up_to = (_number(request.POST.get(name, "")) for name in ("id", "ticket", "up_to"))
    if number and "again" in request.POST:
        moved = int(reading.unread_again(person, number))
    elif number:
        moved = reading.read(person, [number])
    elif ticket:
        moved = reading.read_ticket(person, ticket)
    else:
        moved = reading.read_all(person, up_to)
    if moved:
        giving.wake(person)
    if request.headers.get("X-Requested-With"):
        return HttpResponse(status=204)
    response = HttpResponseRedirect(reverse("notifications"))
    response.status_code = 303
    return response


def _number(text: str) -> int:
    """An id as somebody sent it; 0 for what is none."""
    return read_number(text) or 0
