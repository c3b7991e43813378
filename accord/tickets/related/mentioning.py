"""A ticket's code in somebody's words links the two: the mentioned one shows where it was mentioned."""

import re

from django.db import IntegrityError, transaction

from accord.core import clock, ids, options
from accord.core.database import may_fail
from accord.events.recording import record
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets.audiences import ONLY
from accord.tickets.happenings.related import TicketMentioned
from accord.tickets.models import LinkKind, Message, Ticket, TicketLink
from accord.tickets.related.linking import IN_USE
from accord.tickets.seeing import may_see

MOST = 10  # in one message
READ = 100_000  # signs of a message
_SIGN = f"[{ids.SIGNS}{ids.SIGNS.lower()}]"
CODE = re.compile(rf"(?<![\w-]){_SIGN}{{3}}-{_SIGN}{{3}}-{_SIGN}{{3}}(?![\w-])", re.ASCII)


def codes_in(text: str) -> list[str]:
    """The codes that stand in a text as they are shown, with dashes and a right check sign; each once."""
    found: dict[str, None] = {}
    for match in CODE.finditer(text, 0, READ):
        code = ids.read_code(match[0])
        if code is not None:
            found[code] = None
            if len(found) == MOST:
                break
    return list(found)


def note_mentions(ticket: Ticket, message: Message, by: Person | None) -> None:
    """Link every other ticket whose code stands in the message, as far as its writer may see that ticket.

    Called in the transaction that stores the message; without a code in it, only the text is looked through.
    """
    codes = [code for code in codes_in(message.text) if code != ticket.code]
    if (
        not codes or by is None or ONLY in message.marks
    ):  # a note for a chosen audience shows itself to nobody else
        return
    access = access_of(by)
    others = (
        Ticket.objects.select_related("requester").filter(code__in=codes, merged_into=None).order_by("id")
    )
    for other in others:
        if may_see(access, other):
            _link(ticket, other, message, by)


def _link(ticket: Ticket, other: Ticket, message: Message, by: Person) -> None:
    """Once for two tickets, however often the one is mentioned in the other."""
    rows = TicketLink.objects.filter(source=ticket, target=other, kind=LinkKind.MENTION)
    if rows.exists():
        return
    try:
        with may_fail(), transaction.atomic():
            TicketLink.objects.create(
                kind=LinkKind.MENTION,
                source=ticket,
                target=other,
                by=by,
                at=clock.now(),
                message_id=message.pk,
            )
    except IntegrityError:  # the same mention from another message at the same moment
        return
    record(
        TicketMentioned(ticket=other.pk, by_id=by.pk, other=ticket.pk, code=ticket.code, message=message.pk)
    )
    if not options.get(IN_USE):
        options.put(IN_USE, True)
