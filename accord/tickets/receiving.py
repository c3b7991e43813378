"""A customer writes on a ticket that exists (first row of DOMAIN 6.1)."""

from collections.abc import Sequence
from enum import StrEnum

from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import hearing, pausing, resolutions
from accord.tickets.happenings import MessageNoted, MessageReceived
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, State, Ticket
from accord.tickets.writing import Words, add_message, seen_on_ticket


class Place(StrEnum):
    """Where a customer's words belong, by the state of the ticket that they name."""

    HERE = "here"
    FOLLOW_UP = "follow-up"
    NEW = "new"  # a new ticket, linked


def place_for(ticket: Ticket, *, courtesy: bool = False, may_reopen: bool = True) -> Place:
    """Where a reply goes (DOMAIN 6.1, 6.3, 6.4, 7.4): here, a follow-up of the closed one, or a new linked ticket.

    `may_reopen` is False for a stranger, who never reopens a closed ticket.
    """
    if ticket.state == State.CLOSED:
        if courtesy or (may_reopen and reopens_closed(ticket)):
            return Place.HERE
        return Place.FOLLOW_UP
    if ticket.state == State.DELETED:
        return Place.NEW
    if ticket.state == State.RESOLVED and not ticket.department.reply_reopens and not courtesy:
        return Place.NEW
    return Place.HERE


def reopens_closed(ticket: Ticket) -> bool:
    """Whether a reply reopens this closed ticket: the department's window "a reply reopens" (default 0 days: never)."""
    return resolutions.within_days(ticket.closed_at, ticket.department.reopen_closed_days)


def receive(
    ticket: Ticket,
    words: Words,
    *,
    by: Person,
    address: str,
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    channel: str = "",
    why: str = "",
    from_requester: bool = True,
) -> Message:
    """Append what a customer wrote and move the state as the table says.

    The caller has asked `place_for` first; raises NotPossible where the table has no row (deleted, or closed outside
    its window). A courtesy (mark `courtesy`) changes no state on resolved and closed; on answered it opens, marked.
    """
    with locked(ticket):
        was = State(ticket.state)
        state = _state_after(ticket, courtesy="courtesy" in words.marks)
        message = add_message(
            ticket, MessageKind.INCOMING, words, by=by, address=address, to=to, cc=cc, channel=channel
        )
        if was == State.POSTPONED and state != was:
            pausing.end(ticket)
        if was in (State.RESOLVED, State.CLOSED) and state != was:
            resolutions.end(ticket)
        shown = seen_on_ticket(ticket, message)
        if "courtesy" in words.marks:
            del shown["last_customer_at"]  # thanks only is no word that stops a clock (DOMAIN 6.5)
        own = {"requester_address": address} if from_requester and address else {}
        undone = resolutions.UNDONE if was != state and was in (State.RESOLVED, State.CLOSED) else {}
        changed = change(ticket, state=state, **shown, **own, **undone)
        record(
            MessageReceived(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                message=message.pk,
                why=why,
                was=was,
                marks=list(words.marks),
            )
        )
        hearing.opened(ticket, was)
    return message


def _state_after(ticket: Ticket, *, courtesy: bool) -> State:
    was = State(ticket.state)
    if courtesy and was in (State.RESOLVED, State.CLOSED):
        return was
    if was == State.POSTPONED and pausing.stays(ticket):
        return was
    step = "reply_reopens" if was == State.CLOSED and reopens_closed(ticket) else "customer_writes"
    return target(was, step)


def note_automatic(ticket: Ticket, words: Words, *, by: Person, address: str, mark: str) -> Message:
    """Append automatic mail (out of office, bounce, receipt): folded, nothing else changes (DOMAIN 7.8)."""
    with locked(ticket):
        message = add_message(ticket, MessageKind.INCOMING, words, by=by, address=address)
        ticket.messages_count += 1
        ticket.save(update_fields=["messages_count"])
        record(MessageNoted(ticket=ticket.pk, by_id=by.pk, message=message.pk, mark=mark))
    return message
