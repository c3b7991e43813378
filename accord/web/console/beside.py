"""Beside a ticket: buttons, and what the team's own systems know. Fetched once the page stands, each by itself."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from accord.automation.beside import asking, known, pressing, troubles
from accord.automation.beside.asking import Outcome
from accord.automation.models import SidePanel, TicketButton
from accord.automation.variables import Source
from accord.core.errors import NotFound
from accord.tickets import acting
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.ticket_page import redirect, ticket_for


@require_GET
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The buttons, and the panels: those whose answer is at hand with it, the others ask once they stand."""
    ticket = ticket_for(request, code)
    source = Source(ticket, request.user)
    buttons = known.buttons_for(ticket.department_id)
    calls = pressing.last_calls(ticket, buttons)
    panels = [
        _panel(panel, asking.at_hand(panel, source)) for panel in known.panels_for(ticket.department_id)
    ]
    lines = [
        {
            "button": each,
            "address": pressing.address(each, ticket, request.user) if each.does == TicketButton.OPEN else "",
            "last": calls.get(each.pk),
        }
        for each in buttons
    ]
    context = {
        "ticket": ticket,
        "buttons": lines,
        "panels": panels,
        "may_press": acting.may(request.user, "edit", ticket),
    }
    return part(request, "console/beside.html", context)


def _panel(panel: SidePanel, outcome: Outcome | None) -> dict[str, Any]:
    return {
        "panel": panel,
        "outcome": outcome,
        "trouble": troubles.sentence_of(outcome) if outcome else "",
        "cure": troubles.cure_of(outcome.problem) if outcome else "",
    }


@require_GET
@agent_page
def panel(request: AgentRequest, code: str, number: int) -> HttpResponse:
    """One panel with its answer; `again=1` asks anew. Raises NotFound."""
    ticket = ticket_for(request, code)
    found = next((each for each in known.panels_for(ticket.department_id) if each.pk == number), None)
    if found is None:
        raise NotFound("panel")
    outcome = asking.ask(found, Source(ticket, request.user), again=request.GET.get("again") == "1")
    context = {"ticket": ticket, "each": _panel(found, outcome)}
    return part(request, "console/beside_panel.html", context)


@require_POST
@agent_page
def press(request: AgentRequest, code: str, number: int) -> HttpResponse:
    """Let a worker call what the button calls."""
    ticket = ticket_for(request, code)
    pressing.press(pressing.find(ticket, number), ticket, by=request.user)
    return redirect(ticket, "pressed")
