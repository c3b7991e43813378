"""Trying out a panel or a button with a real ticket, before it is switched on."""

from typing import Any
from urllib.parse import urlsplit

from accord.automation.beside import asking, pressing, troubles
from accord.automation.beside.making import Item
from accord.automation.calls.requests import Request, filled_for
from accord.automation.models import SidePanel, TicketButton
from accord.automation.variables import Source
from accord.people.models import Person
from accord.tickets.models import Ticket

SHOWN = 2_000  # of the answer as it came, in signs


def host_of(item: Item) -> str:
    """Where it leads."""
    try:
        return urlsplit(item.url).hostname or ""
    except ValueError:
        return ""


def try_out(item: Item, ticket: Ticket, by: Person) -> dict[str, Any]:
    """What it does with that ticket. A panel is asked now, for it only reads; a button's program is not called."""
    if isinstance(item, TicketButton):
        if item.does == TicketButton.OPEN:
            return {"ticket": ticket, "address": pressing.address(item, ticket, by)}
        return {"ticket": ticket, "sent": _sent(filled_for(item.asked(), Source(ticket, by)))}
    return {"ticket": ticket, **_asked(item, ticket, by)}


def _asked(panel: SidePanel, ticket: Ticket, by: Person) -> dict[str, Any]:
    outcome = asking.call(filled_for(panel.asked(), Source(ticket, by)))
    return {
        "sent": _sent(outcome.request),
        "status": outcome.status,
        "took_ms": outcome.took_ms,
        "sections": outcome.sections,
        "trouble": troubles.sentence_of(outcome),
        "cure": troubles.cure_of(outcome.problem),
        "raw": outcome.raw[: SHOWN * 4].decode("utf-8", "replace")[:SHOWN].replace("\0", ""),
    }


def _sent(request: Request) -> str:
    """The request as it goes out; secrets stay named."""
    lines = [
        f"{request.method} {request.url}",
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    return "\n".join([*lines, "", request.body] if request.body else lines)
