"""Macros on a ticket's page: what can be picked, what a pick would do, and doing it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.automation.macros import applying, owning
from accord.automation.models import Macro
from accord.people.models import Person
from accord.tickets.models import Ticket
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.ticket_page import redirect, ticket_for

MOST = 1_000
PARTLY = "macro-partly"


@require_GET
@agent_page
def show_all(request: AgentRequest, code: str) -> HttpResponse:
    """What the agent may pick on this ticket, as JSON: the most used first, with the words of the picker."""
    ticket = ticket_for(request, code)
    found = list(owning.offered_to(request.user, request.access, ticket.department_id)[:MOST])
    uses = applying.uses_of(request.user, [macro.pk for macro in found])
    found.sort(key=lambda macro: (-uses.get(macro.pk, 0), macro.position, macro.name.casefold(), macro.pk))
    return JsonResponse({"macros": [_row(macro) for macro in found], "words": _words()})


def _row(macro: Macro) -> dict[str, Any]:
    return {
        "id": macro.pk,
        "title": macro.title,
        "folder": macro.folder.replace("::", " › "),
        "keyword": macro.keyword,
        "text": bool(macro.texts),
        "steps": len(macro.steps),
    }


def _words() -> dict[str, str]:
    return {
        "title": _("Macros"),
        "find": _("Find a macro"),
        "none": _("There is no macro like this."),
        "empty": _("There is no macro yet. A macro holds ready words and changes for one pick."),
        "make": _("Make a macro"),
        "home": reverse("settings-macro-new"),
        "put": _("Put it in"),
        "now": _("Only the changes, now"),
        "sending": _("On sending:"),
        "undo": _("Take back"),
        "nothing": _("No words."),
        "close": _("Close"),
        "again": _("Try again"),
    }


@agent_page
def show(request: AgentRequest, code: str, number: int) -> HttpResponse:
    """What the macro would write and change here, as JSON; a POST does its changes at once, without words."""
    ticket = ticket_for(request, code)
    macro = owning.find(request.user, request.access, number, ticket.department_id)
    if request.method == "POST":
        return redirect(ticket, carried_out([macro], ticket, request.user, "macro"))
    found = applying.preview(macro, ticket, request.user)
    changes = [{"sentence": each.sentence, "problem": each.problem} for each in found.changes]
    answer = {
        "id": macro.pk,
        "title": macro.title,
        "html": found.html,
        "into": found.into,
        "changes": changes,
    }
    return JsonResponse({**answer, "language": found.language})


def picked(request: AgentRequest, ticket: Ticket) -> list[Macro]:
    """The macros that the composer's form carries."""
    ids = [int(each) for each in request.POST.getlist("macro") if each.isdecimal() and len(each) < 10]
    return applying.on_the_way(request.user, request.access, ticket, ids) if ids else []


def carried_out(macros: Sequence[Macro], ticket: Ticket, by: Person, did: str) -> str:
    """Do their changes; the key of what was done, or of that some of it was refused. What an answer resolved already is
    not done again."""
    without = frozenset({applying.RESOLVE}) if did == "resolved" else frozenset[str]()
    done = applying.carry_out(macros, ticket, by=by, without=without)
    return PARTLY if applying.refusals(done) else did
