"""Opening a ticket: by a customer over a channel, or by an agent for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock, ids
from accord.core.errors import Missing
from accord.core.records import insert, new
from accord.events.recording import record
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.people.rights import access_of
from accord.tickets import filling, participating, tagging
from accord.tickets.happenings import MessageSent, TicketOpened
from accord.tickets.lifecycle import holding
from accord.tickets.models import Message, MessageKind, Priority, State, Ticket
from accord.tickets.related.mentioning import note_mentions
from accord.tickets.statuses.known import default_id
from accord.tickets.waiting import rank
from accord.tickets.writing import Words, attach, compose, seen_on_ticket

SUBJECT = 300


@dataclass(frozen=True)
class Request:
    """What a new ticket is made of. `how`: mail, form, phone, outgoing, api, follow-up. `author` wrote it, where that
    was not the requester, from `author_address`.
    """

    requester: Person
    department: Department
    subject: str
    words: Words
    how: str = "mail"
    channel: str = "email"
    address: str = ""  # the requester's, on this ticket
    our_address: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    copied: Sequence[tuple[Person, str]] = field(default_factory=tuple)
    language: str = ""
    priority: int = Priority.NORMAL
    tags: Sequence[str] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)  # raw values by key
    assignee: Person | None = None
    follow_up_of: Ticket | None = None
    acknowledge: bool = False
    state: State = State.NEW  # NEW, or SPAM by a verdict
    because: str = ""
    author: Person | None = None
    author_address: str = ""


def open_ticket(request: Request, *, by: Person) -> tuple[Ticket, Message]:
    """Open a ticket with its first message; returns both.

    A contact (or the system for a channel) opens it as new. An agent opens it as new for somebody who phoned, or with
    `how="outgoing"` as his own first mail: answered. Raises NotAllowed, or Missing without a subject and words, or
    without anybody to send his mail to.
    """
    if by.kind == PersonKind.AGENT:
        access_of(by).demand("open", request.department.pk)
    if not request.subject.strip() and not request.words.text.strip() and not request.words.files:
        raise Missing("subject")
    outgoing = request.how == "outgoing"
    if outgoing and not (request.address or request.to):
        raise Missing("address", sentence=_("No mail address of the customer is known."))
    ticket = made(request, State.ANSWERED if outgoing else request.state)
    with transaction.atomic(savepoint=False):  # whoever goes on after a failure has a savepoint of his own
        message = compose(
            ticket,
            MessageKind.OUTGOING if outgoing else MessageKind.INCOMING,
            request.words,
            by=by if outgoing else request.author or request.requester,
            address=request.our_address if outgoing else request.author_address or request.address,
            to=request.to or ([request.address] if outgoing else []),
            cc=request.cc,
            bcc=request.bcc,
            channel=request.channel,
            delivery="sending" if outgoing else "",
        )
        for name, value in seen_on_ticket(ticket, message).items():
            setattr(ticket, name, value)
        insert_with_code(ticket)
        message.ticket = ticket  # now it has an id
        insert(message)
        attach(message, request.words.files)
        participating.begin(ticket, request.requester, request.address, request.copied)
        tagging.begin(ticket)
        filling.begin(ticket)
        with holding(ticket):
            record(
                TicketOpened(
                    ticket=ticket.pk,
                    by_id=by.pk,
                    set=first_facts(ticket),
                    how=request.how,
                    message=message.pk,
                    from_address=request.address,
                    follow_up_of=request.follow_up_of.pk if request.follow_up_of else None,
                    acknowledge=request.acknowledge and not outgoing,
                    because=request.because,
                )
            )
            if outgoing:
                record(MessageSent(ticket=ticket.pk, by_id=by.pk, message=message.pk, was=State.NEW))
            note_mentions(ticket, message, message.author)
    return ticket, message


def made(request: Request, state: State) -> Ticket:
    """The row of a new ticket, not stored."""
    now = clock.now()
    waits = state == State.NEW
    return new(
        Ticket,
        subject=" ".join(request.subject.split())[:SUBJECT],
        state=state,
        state_before=State.NEW if state == State.SPAM else "",
        priority=request.priority,
        department=request.department,
        requester=request.requester,
        requester_address=request.address,
        assignee=request.assignee,
        channel=request.channel,
        our_address=request.our_address,
        language=request.language,
        created_at=now,
        updated_at=now,
        state_changed_at=now,
        waiting_since=now if waits else None,
        rank_at=rank(now if waits else None, request.priority),
        status_id=default_id(state),
        fields=filling.first(request.fields),
        tag_names=sorted({tagging.clean_name(name) for name in request.tags}),
        is_open=state != State.SPAM,
        to_solve=waits,
        follow_up_of=request.follow_up_of,
    )


def insert_with_code(ticket: Ticket) -> None:
    """Store a new ticket under a code that nobody has."""
    for _try in range(5):  # 8.5e11 codes: a second try is rare, a fifth means a broken random source
        ticket.code = ids.new_code()
        if insert(ticket, unless="code"):
            return
    raise IntegrityError("five new codes in a row were taken")


def first_facts(ticket: Ticket) -> dict[str, object]:
    """The columns from which replaying its events begins."""
    facts: dict[str, object] = {
        "state": str(ticket.state),
        "department_id": ticket.department_id,
        "requester_id": ticket.requester_id,
        "priority": int(ticket.priority),
    }
    if ticket.assignee_id:
        facts["assignee_id"] = ticket.assignee_id
    if ticket.tag_names:
        facts["tag_names"] = ticket.tag_names
    if ticket.status_id:
        facts["status_id"] = ticket.status_id
    if ticket.fields:
        facts["fields"] = filling.facts(ticket.fields)
    return facts
