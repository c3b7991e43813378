"""Mail from before its mailbox was connected: it enters as resolved history and tells nobody anything (DOMAIN 7.15)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accord.messaging import marks
from accord.messaging.inbound import Arrival, Outcome, What, request_of, survivor
from accord.tickets import importing, participating


def take_in(arrival: Arrival, at: datetime) -> Outcome:
    """Bring a message that was written at `at` to a resolved ticket of its own, or to the ticket that it names.

    No state changes, nobody is acknowledged or reminded, and whom it copied is told nothing. Raises Missing when all
    is blank.
    """
    sender = arrival.sender
    arrival = replace(arrival, words=replace(arrival.words, marks=[*arrival.words.marks, marks.HISTORY]))
    with transaction.atomic(savepoint=False):  # whoever takes many in has a savepoint for each
        for claim in arrival.claims:
            ticket = survivor(claim.ticket_id)
            if ticket and (claim.proven or participating.takes_part(ticket, sender.person)):
                message = importing.append(
                    ticket,
                    arrival.words,
                    by=sender.person,
                    address=sender.address,
                    to=arrival.to,
                    cc=arrival.cc,
                    at=at,
                )
                return Outcome(What.APPENDED, ticket, message, claim.why)
        ticket, message = importing.open_resolved(request_of(arrival), by=sender.person, at=at)
        return Outcome(What.OPENED, ticket, message)
