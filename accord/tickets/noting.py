"""Internal notes: never seen by a customer, and only by the agents whom they are for."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import audiences, drafting, mentioning
from accord.tickets.acting import demand
from accord.tickets.audiences import EVERYBODY, Audience
from accord.tickets.happenings import NoteAdded
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, State, Ticket
from accord.tickets.writing import Words, add_message


def note(
    ticket: Ticket, words: Words, *, by: Person, audience: Audience = EVERYBODY, because: str = ""
) -> Message:
    """Add a note; the state stays. On a closed ticket only the system may (DOMAIN 6.4). Agents whom it names with an @
    are told, where it is for them. Raises NotPossible, Missing, Invalid (an audience that cannot read it).
    """
    if not words.text.strip() and not words.files:
        raise Missing("text", sentence=_("There is nothing written yet."))
    if audience:
        audiences.demand_possible(audience, ticket, by)
        words = replace(words, marks=[*words.marks, audiences.ONLY])
    with locked(ticket):
        if by.is_agent or ticket.state != State.CLOSED:
            target(ticket.state, "change")
        demand(by, "note", ticket)
        message = add_message(ticket, MessageKind.NOTE, words, by=by)
        if audience:
            audiences.keep(message, audience)
        changed = change(ticket, messages_count=ticket.messages_count + 1)
        record(NoteAdded(ticket=ticket.pk, by_id=by.pk, set=changed, message=message.pk, because=because))
        mentioning.tell(ticket, message, by=by)
        drafting.forget(ticket, by, "note")
    return message
