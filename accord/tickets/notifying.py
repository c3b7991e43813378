"""Telling agents of a ticket, each on the way that he chose."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Missing, NotPossible
from accord.events.models import Event
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.acting import demand
from accord.tickets.happenings import AgentsNotified
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket

MOST_AN_HOUR = 20  # on one ticket: whatever rules do to each other, nobody's mailbox is filled
_RECENT = 200
LONGEST = 4_000


class ToldOftenEnough(NotPossible):
    """Agents were told of this ticket so often in the last hour that they are left in peace."""

    key = "told_often_enough"
    sentence = _("Agents were told of this ticket too often within an hour.")


def notify(
    ticket: Ticket,
    people: Iterable[Person],
    text: str,
    *,
    by: Person,
    because: str = "",
    late_since: datetime | None = None,
) -> None:
    """Tell these agents, in any state. Who is gone is left out; who may not see the ticket is left out when it is told.

    `late_since`: a clock is over since then; mails that say so are sent together (`messaging/notices/bundling.py`).
    Raises Missing (nobody, nothing to say), ToldOftenEnough, NotAllowed.
    """
    ids = sorted({person.pk for person in people if person.is_agent and person.is_active})
    if not ids:
        raise Missing("people", sentence=_("There is nobody to tell."))
    text = text.strip()[:LONGEST]
    if not text:
        raise Missing("text", sentence=_("There is nothing written yet."))
    with locked(ticket):
        demand(by, "note", ticket)
        since = clock.now() - timedelta(hours=1)
        recent = Event.objects.filter(ticket_id=ticket.pk).order_by("-id").values_list("kind", "at")[:_RECENT]
        if sum(kind == AgentsNotified.key and at > since for kind, at in recent) >= MOST_AN_HOUR:
            raise ToldOftenEnough()
        due = late_since.isoformat() if late_since is not None else ""
        record(AgentsNotified(ticket=ticket.pk, by_id=by.pk, people=ids, text=text, due=due, because=because))
