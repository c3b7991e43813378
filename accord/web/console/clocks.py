"""The clocks of a ticket in one small place of its page, fetched once the page stands; and another level by hand."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.people.rights import Access
from accord.sla import choosing, showing
from accord.sla.showing import Running
from accord.tickets import lifecycle
from accord.tickets.models import Ticket
from accord.web import moments
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for


@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The place: the clock that matters most, and behind it all clocks, the level and why it is this one."""
    ticket = ticket_for(request, code)
    shown = showing.of(ticket)
    context = {
        "ticket": ticket,
        "shown": shown,
        "first": shown.first,
        "words": words,
        "target": target_words,
        "may": _may(request.access, ticket),
        "levels": showing.offered(),
    }
    return part(request, "console/clocks.html", context)


@require_POST
@agent_page
def choose(request: AgentRequest, code: str) -> HttpResponse:
    """Another level for this ticket; an empty one is what the rules say."""
    ticket = ticket_for(request, code)
    wanted = request.POST.get("level", "")
    choosing.set_level(
        ticket, int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None, by=request.user
    )
    return redirect(ticket, "changed")


def _may(access: Access, ticket: Ticket) -> bool:
    own = ticket.assignee_id == access.person_id
    return lifecycle.possible(ticket.state, "change") and (
        access.may("prioritise", ticket.department_id) or own
    )


def words(clock: Running) -> str:
    """How the clock stands, in the reader's language: "due in 4 min", "2 h late", "stands until Mon 16 Nov, 09:00"."""
    span = moments.span(timedelta(seconds=abs(clock.left_s)))
    if clock.stands == "state":
        if clock.left_s < 0:
            return _("stands, %(time)s late") % {"time": span}
        return _("stands, with %(time)s left") % {"time": span}
    if clock.is_late:
        return moments.late(timedelta(seconds=-clock.left_s))
    if clock.stands == "hours" and clock.opens_at is not None:
        return _("stands until %(moment)s") % {"moment": moments.day_and_time(clock.opens_at)}
    return _("due in %(time)s") % {"time": span}


def target_words(seconds: int) -> str:
    """A promised time: "1 h", "30 min", "45 s"."""
    if seconds < 60:
        return _("%(n)s s") % {"n": moments.number(seconds)}
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if not hours:
        return _("%(n)s min") % {"n": moments.number(minutes)}
    if not minutes:
        return _("%(n)s h") % {"n": moments.number(hours)}
    return _("%(hours)s h %(minutes)s min") % {"hours": moments.number(hours), "minutes": minutes}
