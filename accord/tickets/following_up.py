"""A follow-up: what a reply to a closed ticket opens (DOMAIN 7.13)."""

from collections.abc import Sequence

from accord.people.models import Person
from accord.tickets import filling, participating
from accord.tickets.models import Message, State, Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import Words


def unclosed_follow_up(ticket: Ticket, *, joined_by: Person | None = None) -> Ticket | None:
    """The follow-up that further replies join: one per closed ticket while it is unclosed.

    A stranger's own follow-up (DOMAIN 7.4) is joined by nobody else; `joined_by` (default: the requester) says who
    writes.
    """
    person = joined_by or ticket.requester
    belongs = participating.takes_part(ticket, person)
    gone = (State.CLOSED, State.DELETED, State.SPAM)
    for found in Ticket.objects.filter(follow_up_of=ticket).exclude(state__in=gone).order_by("-id")[:20]:
        if found.requester_id == person.pk or (belongs and participating.takes_part(ticket, found.requester)):
            return found
    return None


def follow_up(
    ticket: Ticket,
    words: Words,
    *,
    by: Person,
    address: str,
    copied: Sequence[tuple[Person, str]] = (),
    channel: str = "",
    acknowledge: bool = False,
    because: str = "reply_to_closed",
) -> tuple[Ticket, Message]:
    """Open a new ticket linked to `ticket`: same requester, department, priority, tags, fields and subject, state new.

    Somebody else who took part stays in copy, and only he was heard: nobody is told that his mail came. A stranger
    with a right token becomes requester of his own follow-up (DOMAIN 7.4).
    """
    requester, requester_address = by, address
    if by.pk != ticket.requester_id and participating.takes_part(ticket, by):
        requester, requester_address = ticket.requester, ticket.requester_address
        copied = [(by, address), *(each for each in copied if each[0].pk != requester.pk)]
    request = Request(
        requester=requester,
        department=ticket.department,
        subject=ticket.subject,
        words=words,
        how="follow-up",
        channel=channel or ticket.channel,
        address=requester_address,
        author=by,
        author_address=address,
        our_address=ticket.our_address,
        copied=copied,
        language=ticket.language if requester.pk == ticket.requester_id else words.language,
        priority=ticket.priority,
        tags=list(ticket.tag_names),
        fields=filling.carried(ticket),
        follow_up_of=ticket,
        acknowledge=acknowledge and requester.pk == by.pk,
        because=because,
    )
    return open_ticket(request, by=by)
