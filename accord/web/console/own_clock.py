"""The agent's own running clock where he is reminded of it: on Today and in the rail. Its ticket has the rest."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core import clock, options
from accord.tickets import seeing
from accord.tickets.models import Ticket
from accord.tickets.spending import entries, running
from accord.web import moments
from accord.web.console.pages import AgentRequest, agent_page

CHANGED = "rail-again"  # the event of the browser on which the rail is read again


@dataclass(frozen=True)
class OwnClock:
    """A clock that runs. `ticket` is None where the agent no longer sees it."""

    since: datetime
    ran: str
    ticket: Ticket | None


def of(request: AgentRequest) -> OwnClock | None:
    """The clock that the agent has running; nothing is asked where nobody ever had one."""
    row = running.running_of(request.user) if options.get(entries.IN_USE) else None
    if row is None:
        return None
    seconds = max(0, int((clock.now() - row.since).total_seconds()))
    ran = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return OwnClock(row.since, ran, row.ticket if seeing.may_see(request.access, row.ticket) else None)


@require_POST
@agent_page
def stop(request: AgentRequest) -> HttpResponse:
    """Stop it and write its time down, or with `do=drop` nothing; Today says what came of it."""
    if request.POST.get("do") == "drop":
        running.drop(by=request.user)
        told = "dropped"
    else:
        stopped = running.stop(by=request.user, day=moments.local(clock.now()).date())
        told = "cut" if stopped.cut else "stopped" if stopped.entry else ""
    return HttpResponseRedirect(f"/?clock={told}" if told else "/", status=303)


def said(request: AgentRequest) -> str:
    """What came of stopping it, for Today."""
    return {
        "stopped": _("It is written down."),
        "dropped": _("The clock stands, nothing is written down."),
        "cut": str(running.TOO_LONG),
    }.get(request.GET.get("clock", ""), "")
