"""Today: what waits and what is late, whether mail comes and goes, one's own tickets. And the menu of a phone."""

from datetime import datetime
from typing import Any

from babel.dates import format_date, format_skeleton, get_timezone_location
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.core import clock, health
from accord.messaging import pages as channel_pages
from accord.tickets import due, hearing, listing
from accord.tickets.models import Ticket
from accord.web import moments
from accord.web.console import own_clock
from accord.web.console.inbox_rows import Reader, lines_of
from accord.web.console.pages import AgentRequest, agent_page, page
from accord.web.console.settings.deliveries import failing

NEXT = 9
OWN = 6


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The first page of the day; a workspace without tickets is shown how to begin."""
    reader, now = Reader.here(), clock.now()
    late, soon = due.late_and_soon(request.access)
    coming = lines_of(listing.page(request.access, "todo", limit=NEXT).rows, reader)
    mine = lines_of(listing.page(request.access, "mine", limit=OWN).rows, reader)
    admin = request.user.is_admin
    context: dict[str, Any] = {
        "today": _day(now),
        "now": _("%(time)s in %(place)s") % {"time": moments.clock_time(now), "place": _place()},
        "late": late,
        "soon": soon,
        "coming": coming,
        "mine": mine,
        "lines": channel_pages.lines() if admin else [],
        "first_step": channel_pages.first_step(),
        "noes": hearing.unheard(request.access),
        "problems": health.problems() if admin else [],
        "failing": failing() if admin else 0,
        "admin": admin,
        "own_clock": own_clock.of(request),
        "clock_said": own_clock.said(request),
        "empty": not coming and not mine and not Ticket.objects.exists(),
    }
    return page(request, "console/today.html", context, current="today")


def _day(now: datetime) -> str:
    """The day as a heading: "Thursday 19 November"."""
    here, reader = moments.local(now), moments.locale()
    weekday = format_date(here.date(), "EEEE", locale=reader)
    day = f"{weekday} {format_skeleton('MMMMd', here, locale=reader)}"
    return day[:1].upper() + day[1:]


def _place() -> str:
    """The city of the reader's zone, in his language."""
    return str(
        get_timezone_location(timezone.get_current_timezone(), locale=moments.locale(), return_city=True)
    )


@agent_page
def more(request: AgentRequest) -> HttpResponse:
    """The menu of a phone: what the rail holds on a wide screen."""
    return page(request, "console/more.html", {}, current="more")
