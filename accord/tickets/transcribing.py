"""The whole conversation by mail, as its customer reads it: to him, or to an address that somebody names."""

import re

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, Missing, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import going_outside
from accord.tickets.acting import demand
from accord.tickets.happenings import TranscriptSent
from accord.tickets.lifecycle import locked
from accord.tickets.models import State, Ticket

_ADDRESS = re.compile(r"[^@\s<>\",;]{1,64}@[^@\s<>\",;]{1,189}")


def send_transcript(ticket: Ticket, *, by: Person, to: str = "", because: str = "") -> None:
    """Mail it after commit, also of a closed ticket; `to` "" is the customer. It changes nothing about the ticket.

    Raises NotAllowed, Invalid (no address), Missing (the customer has none), NotPossible (spam, deleted, internal).
    """
    address = to.strip().lower()
    if address and not _ADDRESS.fullmatch(address):
        raise Invalid("to", sentence=_("%(address)s is no mail address."), address=address[:100])
    with locked(ticket):
        demand(by, "reply", ticket)
        if ticket.state in (State.SPAM, State.DELETED) or ticket.purged_at is not None:
            raise NotPossible("transcript")
        going_outside.demand(ticket)
        to_customer = not address or address == ticket.requester_address.lower()
        if to_customer and not ticket.requester_address:
            raise Missing("to", sentence=_("No mail address of the customer is known."))
        record(
            TranscriptSent(
                ticket=ticket.pk,
                by_id=by.pk,
                to_customer=to_customer,
                address="" if to_customer else address,
                because=because,
            )
        )
