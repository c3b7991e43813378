"""People of a merged ticket who are not shown the survivor's, nor the survivor's people theirs (DOMAIN 7.5).

What belongs to them stands in the survivor's thread with the mark APART: agents read it there, no customer does. On
the page of their own ticket its people read exactly that.
"""

from collections.abc import Iterable

from django.db.models import Q

from accord.people.models import Person
from accord.tickets.models import MergedMessage, Merging, Message, Participant, Ticket

APART = "apart"


def own_ticket(ticket: Ticket, person: Person) -> Ticket | None:
    """The ticket merged into `ticket`, apart, in which this person takes part; None for everybody else."""
    for merging in _apart_of(ticket):
        if Participant.objects.filter(ticket_id=merging.source_id, person=person).exists():
            return merging.source
    return None


def set_apart(message: Message, source: Ticket) -> None:
    """The message is for the source's people alone; the caller has put the mark on it."""
    MergedMessage.objects.get_or_create(message=message, source=source, defaults={"apart": True})


def only_for(ticket: Ticket, addresses: Iterable[str]) -> Ticket | None:
    """The merged ticket to whose people alone these addresses belong, if there is one.

    Asked before an answer is stored; one to the requester's own address costs no query.
    """
    wanted = {address.strip().lower() for address in addresses} - {""}
    if not wanted or ticket.requester_address.lower() in wanted:
        return None
    for merging in _apart_of(ticket):
        if wanted <= _addresses(merging.source_id):
            return merging.source
    return None


def hidden_readers(ticket: Ticket, addresses: Iterable[str]) -> bool:
    """Whether one of these addresses belongs to people who are not shown this ticket's other messages."""
    wanted = {address.strip().lower() for address in addresses} - {"", ticket.requester_address.lower()}
    if not wanted:
        return False
    return any(wanted & _addresses(merging.source_id) for merging in _apart_of(ticket))


def source_of(message: Message) -> Ticket | None:
    """The merged ticket to whose people alone this message belongs; no query for any other message."""
    if APART not in message.marks:
        return None
    rows = MergedMessage.objects.select_related("source").filter(message=message, apart=True)
    found = rows.order_by("id").first()
    return found.source if found else None


def messages_of(source: Ticket) -> Q:
    """Which messages the people of a merged ticket read, wherever they stand."""
    return Q(pk__in=MergedMessage.objects.filter(source=source).values("message_id"))


def _apart_of(ticket: Ticket) -> list[Merging]:
    """Mergings into this ticket, also those that came with a merged one, whose people are apart."""
    found: list[Merging] = []
    targets = [ticket.pk]
    for _ in range(10):  # as long as the longest chain
        rows = list(Merging.objects.select_related("source").filter(into_id__in=targets))
        found += [row for row in rows if not row.shown]
        targets = [row.source_id for row in rows]
        if not targets:
            break
    return found


def _addresses(ticket_id: int) -> set[str]:
    rows = Participant.objects.filter(ticket_id=ticket_id)
    return {address.lower() for address in rows.values_list("address", flat=True)} - {""}
