"""A supervisor's consent to ending a conversation for behaviour (DOMAIN 6.6): asked, granted or refused by verbs."""

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import NotAllowed
from accord.people.models import Person
from accord.tickets.acting import demand, may
from accord.tickets.models import SupervisorQuestion, Ticket

BEHAVIOUR, GRANTED = "behaviour", "granted"
RIGHT = "close_for_behaviour"  # who may end it, and therefore agree to it


class ConsentNeeded(NotAllowed):
    """Ending for behaviour takes a supervisor, or his consent on this ticket."""

    key = "consent_needed"
    sentence = _("A supervisor has to agree to ending this for behaviour. Ask for it on the ticket.")


def demand_consent(ticket: Ticket, *, by: Person) -> None:
    """Raises ConsentNeeded unless `by` supervises this ticket's department or a supervisor has agreed."""
    if may(by, RIGHT, ticket):
        return
    demand(by, "close", ticket)
    if not agreed(ticket):
        raise ConsentNeeded(RIGHT)


def agreed(ticket: Ticket) -> bool:
    """Whether a supervisor's consent stands: it holds until the ticket closes."""
    granted = SupervisorQuestion.objects.filter(
        ticket=ticket, about=BEHAVIOUR, outcome=GRANTED, spent_at=None
    )
    return granted.exists()


def spend(ticket_id: int) -> None:
    """The ticket has closed: opened again, it takes a new consent."""
    rows = SupervisorQuestion.objects.filter(ticket_id=ticket_id, outcome=GRANTED, spent_at=None)
    rows.update(spent_at=clock.now())
