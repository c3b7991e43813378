"""Merging from the ticket's page: which ticket may have been meant, the merging, and taking it out again."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.core import ids
from accord.core.errors import Invalid, NotFound
from accord.messaging.inbound import survivor
from accord.people.rights import Access
from accord.tickets import lifecycle, merging, rows, searching, seeing
from accord.tickets.models import Ticket
from accord.tickets.seeing import scope_of
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for

MOST = 8


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """GET: tickets that the words of `q` may mean. POST: merge into the ticket `into`, or take out again (`undo`)."""
    ticket = ticket_for(request, code)
    if request.method == "GET":
        return part(
            request, "console/merge_choices.html", choices(request.access, ticket, request.GET.get("q", ""))
        )
    if request.POST.get("undo") == "1":
        merging.unmerge(ticket, by=request.user)
        return redirect(ticket, "unmerged")
    into = wanted(request.access, request.POST.get("into", "") or request.POST.get("q", ""))
    merging.merge(ticket, into, by=request.user, show_each_other=request.POST.get("show") == "1")
    return redirect(into, "merged")


def wanted(access: Access, code: str) -> Ticket:
    """The ticket of that code, or where it was merged into. Raises Invalid."""
    try:
        ticket = seeing.find(access, code.strip())
    except NotFound as error:
        raise Invalid("into", sentence=_("Choose the ticket to merge into.")) from error
    found = survivor(ticket.pk)
    if found is None or not seeing.may_see(access, found):
        raise Invalid("into", sentence=_("Choose the ticket to merge into."))
    return found


def choices(access: Access, ticket: Ticket, query: str) -> dict[str, Any]:
    """What may be merged into: by code or words; without any, the requester's other tickets that are not ended."""
    query = query.strip()[:200]
    known = ids.read_code(query)
    if known is not None:
        numbers = list(Ticket.objects.filter(code=known).values_list("id", flat=True))
        found = list(rows.read(numbers, scope_of(access)).values())
    elif query:
        found = [each.row for each in searching.search(access, query, limit=3 * MOST).rows]
    else:
        others = Ticket.objects.filter(requester=ticket.requester_id, merged_into=None).exclude(pk=ticket.pk)
        numbers = list(others.order_by("-id").values_list("id", flat=True)[: 3 * MOST])
        read = rows.read(numbers, scope_of(access))
        found = [read[number] for number in numbers if number in read]
    fit = [each for each in found if each.id != ticket.pk and lifecycle.possible(each.state, "merge_away")]
    return {"choices": fit[:MOST], "query": query, "requester_id": ticket.requester_id}
