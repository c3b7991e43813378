"""An agent opens a ticket or leaves it. Recorded only while a rule waits for it: people look at tickets all day."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.automation.happenings import AgentLeft, AgentOpened
from accord.automation.rules import memory
from accord.automation.triggers.trigger import Trigger, add
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.models import Ticket


@add("agent_opened")
class TicketOpenedByAgent(Trigger):
    label = _("an agent opens the ticket")
    help = _("On his screen; another tab of the same ticket is no news.")
    kinds = frozenset({AgentOpened.key})


@add("agent_left")
class TicketLeftByAgent(Trigger):
    label = _("an agent leaves the ticket")
    help = _("Closes its page or goes on to another.")
    kinds = frozenset({AgentLeft.key})


def seen(ticket: Ticket, person: Person, *, there: bool) -> None:
    """Somebody came to the ticket's page or left it; call it only when that is news."""
    kind = AgentOpened if there else AgentLeft
    trigger = TicketOpenedByAgent if there else TicketLeftByAgent
    if trigger.key in memory.triggers():
        with transaction.atomic():
            record(kind(ticket=ticket.pk, by_id=person.pk))
