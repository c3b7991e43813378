"""What may be mailed without a person behind it, and how often: the last guard against mails that answer mails."""

import json
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import AutomaticMail
from accord.channels.email.own_addresses import our_addresses
from accord.channels.email.recipients import normal
from accord.core import clock, options, records
from accord.tickets.models import Ticket
from accord.tickets.rows import adapted, run

options.define("email.automatic_per_address", 10, _("Automatic mails to one address, an hour at most"))
options.define("email.automatic_per_ticket", 5, _("Automatic mails on one ticket, an hour at most"))

_FORGET = "DELETE FROM automatic_mail WHERE address = %s AND at < %s"
_LAST = (  # the marks of the last mail from an address
    "(SELECT CAST(marks AS text) FROM message WHERE ticket_id = %s AND kind = 'incoming' AND author_address = %s"
    " ORDER BY id DESC LIMIT 1)"
)
_STANDING = (
    f"SELECT {_LAST}, (SELECT count(*) FROM automatic_mail WHERE at > %s AND address = %s),"
    " (SELECT count(*) FROM automatic_mail WHERE at > %s AND ticket_id = %s)"
)
HOUR = timedelta(hours=1)
KEPT = timedelta(days=2)
AUTOMATIC_MARKS = frozenset(
    {"auto-reply", "bounce", "delay", "receipt", "feedback", "bulk", "list"}
)  # messaging.marks


def refusal(address: str, ticket: Ticket) -> str:
    """Why no automatic mail may go to that address now, as a key of `tickets.telling.BECAUSE`; empty if it may."""
    address = normal(address)
    if address in our_addresses():
        return "own_address"
    since = clock.now() - HOUR
    marks, to_address, on_ticket = run(_STANDING, [ticket.pk, address, since, address, since, ticket.pk])[0]
    if _automatic(marks):
        return "answers_itself"
    if to_address >= options.get("email.automatic_per_address"):
        return "hourly_limit_address"
    if on_ticket >= options.get("email.automatic_per_ticket"):
        return "hourly_limit_ticket"
    return ""


def spend(address: str, ticket: Ticket) -> None:
    """Count one automatic mail; in the transaction that stores it. What is older than two days is forgotten."""
    address, now = normal(address), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [address, adapted(now - KEPT)])
    records.insert(AutomaticMail(address=address, ticket_id=ticket.pk, at=now))


def answers_itself(address: str, ticket: Ticket) -> bool:
    """Whether the last mail from that address on this ticket was an automatic one."""
    return _automatic(run(f"SELECT {_LAST}", [ticket.pk, address])[0][0])


def _automatic(marks: str | None) -> bool:
    """Whether these are the marks of an automatic mail; None: there was no mail."""
    return marks is not None and not AUTOMATIC_MARKS.isdisjoint(json.loads(marks))
