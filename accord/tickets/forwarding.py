"""Forwarding by hand: messages of a ticket with their files to anybody, and what he answers.

The forward and each answer to it are notes, so no customer ever reads them, and none of them changes whose turn it is.
Whoever got a forward proves by its Message-ID or its reply address that he may answer it, and gets no other way in.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import going_outside
from accord.tickets.acting import demand
from accord.tickets.happenings import ForwardAnswered, MessageForwarded
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, Ticket
from accord.tickets.writing import Words, add_message

FORWARD, ANSWER = "forward", "forward-answer"  # marks of the notes
SUBJECT = 300
MOST, MOST_MESSAGES = 20, 200


def forward(
    ticket: Ticket,
    messages: Collection[int],
    words: Words,
    *,
    by: Person,
    to: Sequence[str],
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str = "",
    because: str = "",
) -> Message:
    """Mail these messages of the ticket, with the writer's words above and his files besides; gives the note of it.

    Notes are never forwarded. `subject` "": the ticket's. Raises Missing (nobody, no message), NotPossible, NotAllowed.
    """
    if not to:
        raise Missing("to", sentence=_("Write to whom it goes."))
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "reply", ticket)
        going_outside.demand(ticket)
        carried = _carried(ticket, messages)
        words = replace(words, marks=[*words.marks, FORWARD])
        to, cc, bcc = to[:MOST], cc[:MOST], bcc[:MOST]
        note = add_message(ticket, MessageKind.NOTE, words, by=by, to=to, cc=cc, bcc=bcc)
        changed = change(ticket, messages_count=ticket.messages_count + 1)
        about = " ".join(subject.split())[:SUBJECT]
        happened = MessageForwarded(
            ticket=ticket.pk,
            by_id=by.pk,
            set=changed,
            message=note.pk,
            carries=carried,
            about=about,
            because=because,
        )
        record(happened)
    return note


def _carried(ticket: Ticket, messages: Collection[int]) -> list[int]:
    """Those of the messages that stand on the ticket and are no notes."""
    rows = Message.objects.filter(ticket=ticket, pk__in=list(messages)[:MOST_MESSAGES])
    found = list(rows.exclude(kind=MessageKind.NOTE).order_by("id").values_list("id", flat=True))
    if not found:
        raise Missing("messages", sentence=_("Choose what is forwarded. Notes stay here."))
    return found


def answered(ticket: Ticket, words: Words, *, by: Person, address: str, to_note: int) -> Message:
    """Append what somebody answered to the forward `to_note`: a note in any state, which leaves the state alone."""
    with locked(ticket):
        marks = [*words.marks, ANSWER]
        message = add_message(ticket, MessageKind.NOTE, replace(words, marks=marks), by=by, address=address)
        changed = change(ticket, messages_count=ticket.messages_count + 1)
        record(
            ForwardAnswered(ticket=ticket.pk, by_id=by.pk, set=changed, message=message.pk, to_note=to_note)
        )
    return message
