"""The dialogs of a ticket's page, fetched when the first of them is opened: most pages are only read."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accord.core import clock, options
from accord.people import absences
from accord.people.rights import Access
from accord.tickets import closing
from accord.tickets.explaining import ENDINGS, PAUSES, Explanation, Ready, bases, offered, ready_text
from accord.tickets.models import Priority, State, Ticket
from accord.tickets.related import kin, linking
from accord.tickets.rows import run
from accord.tickets.seeing import scope_of
from accord.web import moments
from accord.web.console import merging
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import head_context, others_of, ticket_for


@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """All dialogs for what can be done with the ticket now."""
    ticket = ticket_for(request, code)
    context = {**head_context(request, ticket), **_context(request.access, ticket)}
    return part(request, "console/ticket_dialogs.html", context)


def _context(access: Access, ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "requester": ticket.requester,
        "others": others_of(ticket),
        "agents": agents_of(ticket.department_id),
        "departments": [Named(*each) for each in run(_DEPARTMENTS, [])],
        "priorities": Priority,
        "endings": _reasons(ENDINGS, ticket),
        "pauses": _reasons(PAUSES, ticket),
        "bases": list(bases(ticket.department_id).items()),
        "first_ready": ready_text("solved", ticket.language, ticket.department_id),
        "presets": pause_presets(),
        **merging.choices(access, ticket, ""),
        "incidents": len(kin.of(ticket, scope_of(access)).open_incidents) if options.get(linking.IN_USE) else 0,
        "attempts": closing.contact_attempts(ticket) if ticket.state == State.RESOLVED else 0,
    }


def _reasons(among: dict[str, Ready], ticket: Ticket) -> list[tuple[str, Promise | str, Explanation]]:
    """(key, label, ready text) of the reasons that are offered on this ticket."""
    return [
        (key, ready.label, ready_text(key, ticket.language, ticket.department_id))
        for key, ready in offered(among, ticket.department_id).items()
    ]


class Named(NamedTuple):
    """Somebody or something to choose by name."""

    pk: int
    name: str
    away: datetime | None = None  # until when he is


_DEPARTMENTS = "SELECT id, name FROM department WHERE is_active ORDER BY position, name"
_HOLDERS = (
    "SELECT id, coalesce(nullif(name, ''), email) FROM person WHERE kind = 'agent' AND is_active AND"
    " (role IN ('owner', 'admin') OR id IN (SELECT person_id FROM membership"
    " WHERE department_id = %s AND level <> 'reader')) ORDER BY name"
)


def agents_of(department_id: int) -> list[Named]:
    """Who can hold a ticket of that department."""
    found = [Named(*each) for each in run(_HOLDERS, [department_id])]
    away = absences.away_among(each.pk for each in found)
    return [each._replace(away=away.get(each.pk)) for each in found]


def pause_presets() -> list[tuple[str, str, str]]:
    """(value, label, when) of the moments offered for postponing, at 8 o'clock in the agent's zone."""
    now = moments.local(clock.now())
    at_eight = now.replace(hour=8, minute=0, second=0, microsecond=0)
    to_monday = (7 - now.weekday()) or 7
    choices = [
        (_("In two hours"), (now + timedelta(hours=2)).replace(second=0, microsecond=0)),
        (_("Tomorrow"), at_eight + timedelta(days=1)),
        (_("Next Monday"), at_eight + timedelta(days=to_monday)),
        (_("In a month"), at_eight + timedelta(days=30)),
    ]
    return [
        (moment.strftime("%Y-%m-%dT%H:%M"), label, moments.day_and_time(moment)) for label, moment in choices
    ]
