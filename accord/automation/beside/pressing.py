"""Pressing a button beside a ticket."""

from django.db import transaction
from django.utils.translation import gettext as _

from accord.automation.beside import known
from accord.automation.beside.naming import because
from accord.automation.calls import asking
from accord.automation.calls.requests import filled_for
from accord.automation.models import HttpCall, TicketButton
from accord.automation.templating import As, fill
from accord.automation.variables import Source
from accord.core.errors import Conflict, Invalid, NotFound
from accord.people.models import Person
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket


def find(ticket: Ticket, number: int) -> TicketButton:
    """A button of that ticket's department. Raises NotFound."""
    for each in known.buttons_for(ticket.department_id):
        if each.pk == number:
            return each
    raise NotFound("button")


def press(button: TicketButton, ticket: Ticket, *, by: Person) -> HttpCall:
    """Let a worker call what the button calls, in any state of the ticket.

    Raises NotAllowed, Invalid (a button that only opens an address), Conflict while the same call waits still: a second
    press in a hurry refunds nothing twice.
    """
    if button.does != TicketButton.CALL:
        raise Invalid("button", sentence=_("This button opens an address; nothing is called."))
    request = filled_for(button.asked(), Source(ticket, by))
    with transaction.atomic(), locked(ticket):
        if HttpCall.objects.filter(ticket_id=ticket.pk, because=because(button), state="waiting").exists():
            raise Conflict("button", sentence=_("This is being done already. Wait until it came back."))
        return asking.ask(
            ticket,
            request.method,
            request.url,
            by=by,
            headers=request.headers,
            body=request.body,
            because=because(button),
        )


def address(button: TicketButton, ticket: Ticket, by: Person) -> str:
    """Where a button that opens an address leads, for that ticket."""
    return fill(button.url, Source(ticket, by), As.URL)


def last_calls(ticket: Ticket, buttons: list[TicketButton]) -> dict[int, HttpCall]:
    """The newest call of each of these buttons on that ticket."""
    found: dict[int, HttpCall] = {}
    reasons = {because(each): each.pk for each in buttons if each.does == TicketButton.CALL}
    if reasons:
        rows = HttpCall.objects.filter(ticket_id=ticket.pk, because__in=list(reasons)).order_by("-id")[:200]
        for row in rows:
            found.setdefault(reasons[row.because], row)
    return found
