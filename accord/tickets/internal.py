"""Internal tickets: what an agent asks another department. There is no customer, and nothing is mailed outside.

All that is written on one is a note, so that nothing of it could ever be shown to a customer. Who opened it sees it
wherever it goes; his words open it again, and what the department writes for all to read is its answer.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Missing, NotAllowed, NotPossible
from accord.core.records import insert
from accord.events.recording import record
from accord.people.models import Department, Person
from accord.tickets import drafting, participating, pausing, replying, resolutions, tagging
from accord.tickets.acting import may
from accord.tickets.audiences import EVERYBODY, Audience
from accord.tickets.going_outside import INTERNAL, is_internal
from accord.tickets.happenings import MessageReceived, TicketOpened
from accord.tickets.lifecycle import change, holding, locked, possible, target
from accord.tickets.models import Message, MessageKind, Priority, State, Ticket
from accord.tickets.noting import note
from accord.tickets.opening import Request, first_facts, insert_with_code, made
from accord.tickets.writing import SNIPPET, Words, add_message, attach, compose


def open_internal(
    department: Department,
    subject: str,
    words: Words,
    *,
    by: Person,
    priority: int = Priority.NORMAL,
    tags: Sequence[str] = (),
) -> Ticket:
    """Ask a department something, also one whose tickets one does not see. Raises Missing, NotAllowed."""
    if not by.is_agent or not by.is_active or not department.is_active:
        raise NotAllowed("open")
    if not subject.strip() or not (words.text.strip() or words.files):
        raise Missing("subject", sentence=_("Write what it is about, and what you ask."))
    request = Request(
        requester=by,
        department=department,
        subject=subject,
        words=words,
        how=INTERNAL,
        channel=INTERNAL,
        language=by.language,
        priority=priority,
        tags=tags,
    )
    ticket = made(request, State.NEW)
    ticket.messages_count, ticket.last_message_at, ticket.last_customer_at = 1, clock.now(), clock.now()
    ticket.snippet = " ".join(words.text.split())[:SNIPPET]
    with transaction.atomic():
        message = compose(ticket, MessageKind.NOTE, words, by=by)
        insert_with_code(ticket)
        message.ticket = ticket
        insert(message)
        attach(message, words.files)
        participating.begin(ticket, by, "", ())
        tagging.begin(ticket)
        with holding(ticket):
            facts = first_facts(ticket)
            record(TicketOpened(ticket=ticket.pk, by_id=by.pk, set=facts, how=INTERNAL, message=message.pk))
    return ticket


def write(ticket: Ticket, words: Words, *, by: Person, audience: Audience = EVERYBODY) -> Message:
    """Write on one. Who asked opens it again; of the department it is the answer, unless it is for some readers only.

    Raises NotPossible (closed, not internal), Missing, NotAllowed.
    """
    if not is_internal(ticket):
        raise NotPossible(INTERNAL)
    if audience:
        return note(ticket, words, by=by, audience=audience)
    if by.pk != ticket.requester_id:
        return _answer(ticket, words, by)
    if not words.text.strip() and not words.files:
        raise Missing("text", sentence=_("There is nothing written yet."))
    with locked(ticket):
        was = State(ticket.state)
        state = target(was, "customer_writes")
        if was == State.POSTPONED and state != was:
            pausing.end(ticket)
        if was == State.RESOLVED:
            resolutions.end(ticket)
        message = add_message(ticket, MessageKind.NOTE, words, by=by)
        undone: dict[str, Any] = resolutions.UNDONE if was == State.RESOLVED else {}
        shown = {
            "messages_count": ticket.messages_count + 1,
            "last_message_at": message.at,
            "last_customer_at": message.at,
            "snippet": " ".join(words.text.split())[:SNIPPET],
        }
        changed = change(ticket, state=state, **shown, **undone)
        record(MessageReceived(ticket=ticket.pk, by_id=by.pk, set=changed, message=message.pk, was=was))
        drafting.forget(ticket, by, "note")
    return message


def _answer(ticket: Ticket, words: Words, by: Person) -> Message:
    with transaction.atomic():
        message = note(ticket, words, by=by)
        if may(by, "reply", ticket) and possible(ticket.state, "mark_answered"):
            replying.mark_answered(ticket, by=by)
    return message


def opened_by(person: Person, most: int = 50) -> list[Ticket]:
    """What he asked other departments, the newest first."""
    rows = Ticket.objects.select_related("department", "assignee").filter(requester=person, channel=INTERNAL)
    return list(rows.exclude(state=State.DELETED).order_by("-id")[:most])
