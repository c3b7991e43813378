"""Watching a ticket from its page: who watches it, and oneself. Fetched when it is opened."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accord.tickets import watching
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for


@require_http_methods(["GET", "POST"])
@agent_page
def watch(request: AgentRequest, code: str) -> HttpResponse:
    """Who watches; a POST watches it, with `undo` no more."""
    ticket = ticket_for(request, code)
    if request.method == "POST":
        if request.POST.get("undo") == "1":
            watching.unwatch(ticket, by=request.user)
            return redirect(ticket, "unwatched")
        watching.watch(ticket, by=request.user)
        return redirect(ticket, "watched")
    people = watching.watchers(ticket.pk)
    own = any(person.pk == request.user.pk for person in people)
    return part(request, "console/watch.html", {"ticket": ticket, "people": people, "own": own})
