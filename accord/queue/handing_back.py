"""An agent goes away for a day or more: what waits on his desk goes back to its departments (DOMAIN 7.14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.core.errors import AccordError
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.people import absences
from accord.people.happenings import PersonAway
from accord.people.system import system
from accord.tickets import waiting
from accord.tickets.assigning import assign
from accord.tickets.models import Ticket

BECAUSE = "agent_away"
HOURS = "hand_out.back_after_hours"
options.define(
    HOURS,
    24,
    _("Hours of an absence from which an agent's waiting tickets go back to their departments"),
    _("What a customer opens again while its agent is away goes back at once, however short the absence is."),
    shown=False,
)


def _due(happening: EventKind) -> bool:
    return isinstance(happening, PersonAway)


def react(event: Event) -> None:
    """Give back what waits on his desk, if he is away for so long."""
    until = datetime.fromisoformat(str(event.data["until"]))
    absence = absences.away(event.subject_id)
    if (
        absence is None
        or absence.until < until
        or until - event.at < timedelta(hours=int(options.get(HOURS)))
    ):
        return
    held = Ticket.objects.filter(
        assignee_id=event.subject_id, is_open=True, rank_at__lt=waiting.NEVER, to_solve=True
    ).order_by("rank_at", "id")
    for ticket in held:
        try:
            with transaction.atomic():
                assign(ticket, None, by=system(), because=BECAUSE)
        except AccordError:  # closed meanwhile
            continue


EFFECT = Effect("hand_back", (PersonAway,), react, due=_due, leaves=False)
