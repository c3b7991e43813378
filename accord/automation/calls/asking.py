"""Writing a request down, in the transaction of what calls for it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from accord.automation.calls.happenings import HttpRequested
from accord.automation.models import HttpCall
from accord.core import clock, outgoing_http
from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.acting import demand
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket

LONGEST_BODY = 256 << 10


def ask(
    ticket: Ticket,
    method: str,
    url: str,
    *,
    by: Person,
    headers: Mapping[str, str],
    body: str = "",
    because: str = "",
) -> HttpCall:
    """Let a worker call that address, in any state of the ticket. Raises Invalid (no public https address), NotAllowed.

    `{secret.NAME}` in it is filled in when it is sent.
    """
    try:
        outgoing_http.check(url)
    except outgoing_http.Refused as error:
        raise Invalid("url", sentence=str(error)) from error
    host = urlsplit(url).hostname or ""
    with locked(ticket):
        demand(by, "edit", ticket)
        event = record(
            HttpRequested(ticket=ticket.pk, by_id=by.pk, method=method, host=host, because=because)
        )
        now = clock.now()
        return HttpCall.objects.create(
            event_id=event.pk,
            ticket_id=ticket.pk,
            because=because[:60],
            method=method,
            url=url,
            headers=dict(headers),
            body=body[:LONGEST_BODY],
            made_at=now,
            due_at=now,
        )
