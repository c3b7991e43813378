"""Requests from before Accord: they come in resolved, under their own dates, and nobody hears of it."""

from collections.abc import Sequence
from datetime import datetime

from accord.core.errors import Missing
from accord.core.records import insert, update
from accord.events.recording import record
from accord.people.models import Person
from accord.people.system import system
from accord.tickets import opening, participating
from accord.tickets.happenings import MessageNoted, TicketImported
from accord.tickets.lifecycle import locked
from accord.tickets.models import Message, MessageKind, Resolution, State, Ticket
from accord.tickets.waiting import rank
from accord.tickets.writing import Words, attach, compose, seen_on_ticket

MARK = "history"


def open_resolved(request: opening.Request, *, by: Person, at: datetime) -> tuple[Ticket, Message]:
    """A ticket that stands resolved since `at`, silently: no clock, no reminder, no closing by silence follows.

    Call it inside a transaction. Raises Missing without a subject and words.
    """
    if not request.subject.strip() and not request.words.text.strip() and not request.words.files:
        raise Missing("subject")
    ticket = opening.made(request, State.RESOLVED)
    ticket.created_at = ticket.updated_at = ticket.state_changed_at = ticket.resolved_at = at
    message = _message(
        ticket, request.words, by=by, address=request.address, to=request.to, cc=request.cc, at=at
    )
    for name, value in seen_on_ticket(ticket, message).items():
        setattr(ticket, name, value)
    ticket.is_open, ticket.to_solve, ticket.waiting_since = False, False, None
    ticket.rank_at = rank(None, ticket.priority)
    opening.insert_with_code(ticket)
    message.ticket = ticket  # now it has an id
    insert(message)
    attach(message, request.words.files)
    participating.begin(ticket, request.requester, request.address, request.copied)
    resolution = Resolution.objects.create(ticket=ticket, by=system(), at=at, reason="solved", silent=True)
    ticket.resolution = resolution
    update(ticket, ["resolution_id"])
    record(
        TicketImported(
            ticket=ticket.pk,
            by_id=by.pk,
            set={**opening.first_facts(ticket), "resolution_id": resolution.pk},
            message=message.pk,
            resolution=resolution.pk,
            written_at=at.isoformat(),
            from_address=request.address,
            because="imported",
        )
    )
    return ticket, message


def append(
    ticket: Ticket,
    words: Words,
    *,
    by: Person,
    address: str,
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    at: datetime,
) -> Message:
    """Another old message of a ticket: nothing but the thread changes."""
    with locked(ticket):
        message = _message(ticket, words, by=by, address=address, to=to, cc=cc, at=at)
        insert(message)
        attach(message, words.files)
        ticket.messages_count += 1
        changed = ["messages_count"]
        if ticket.last_message_at is None or ticket.last_message_at < at:
            ticket.last_message_at = at
            changed.append("last_message_at")
        update(ticket, changed)
        record(MessageNoted(ticket=ticket.pk, by_id=by.pk, message=message.pk, mark=MARK))
    return message


def _message(
    ticket: Ticket,
    words: Words,
    *,
    by: Person,
    address: str,
    to: Sequence[str],
    cc: Sequence[str],
    at: datetime,
) -> Message:
    message = compose(ticket, MessageKind.INCOMING, words, by=by, address=address, to=to, cc=cc)
    message.at = at
    return message
