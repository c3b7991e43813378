"""What an event means for a ticket's ladder. Runs in the transaction of each change (`project/wiring.py`)."""

from datetime import datetime

from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.tickets.happenings import (
    CallLogged,
    MessageBounced,
    MessageDelivered,
    MessageFailed,
    MessageReceived,
    MessageRejudged,
    MessageSent,
    NoticeFailed,
    NoticeHeld,
    RequesterChanged,
    TagAdded,
    TagRemoved,
    TicketEvent,
    TicketOpened,
    TicketResolved,
    TicketSplitFrom,
)
from accord.tickets.merging_people import BECAUSE
from accord.tickets.models import State
from accord.tickets.silence import accepting, resuming
from accord.tickets.silence.watching import COVERED, KEEP_OPEN, begin, end

HISTORY = frozenset({"imported", "history"})  # why a ticket that entered as history is resolved
NO_WORD = frozenset({"courtesy", "copy-solved"})  # what is appended without being a word that stops the clock
_ASKED = ("resolved", "reminded")  # beginnings of the names of notices that ask the question


def react(happening: EventKind, event: Event) -> None:
    """Begin, go on or end, as this event says."""
    if not isinstance(happening, TicketEvent):
        return
    match happening:
        case TicketOpened():
            return  # its answer, if it is one, comes as an event of its own
        case MessageSent():
            if happening.resolution is None:
                _we_wrote(happening, event)
            return
        case TicketResolved():
            _resolved(happening, event)
            return
        case MessageDelivered():
            accepting.message_taken(happening.ticket, happening.message)
        case MessageFailed():
            accepting.not_told(happening.ticket, "bounced")
        case MessageBounced():
            accepting.not_told(happening.ticket, "bounced", happening.address)
        case NoticeFailed() if happening.about.startswith(_ASKED):
            accepting.not_told(happening.ticket, "bounced", happening.address)
        case NoticeHeld() if happening.about.startswith(_ASKED):
            accepting.held(happening.ticket, happening.address, happening.because)
        case MessageReceived() if "state" not in happening.set and happening.was in COVERED:
            if NO_WORD.isdisjoint(happening.marks):
                accepting.spoke(happening.ticket)
        case CallLogged() if happening.reached:
            _anew(happening.ticket, event.at)
        case MessageRejudged() if happening.courtesy and happening.set.get("state") in (None, State.RESOLVED):
            resuming.resume(happening.ticket, event, reopened="state" in happening.set)
        case RequesterChanged() if happening.because == BECAUSE:
            accepting.same_person(happening.ticket)
        case TagAdded() if happening.tag == KEEP_OPEN:
            end(happening.ticket)
        case TagRemoved() if happening.tag == KEEP_OPEN:
            _anew(happening.ticket, event.at)
        case _:
            _moved(happening, event.at)


def _moved(happening: TicketEvent, at: datetime) -> None:
    """Another state, department or requester; or it was split off, and its last word may be ours."""
    state = happening.set.get("state")
    if state is not None and state not in COVERED:
        end(happening.ticket)
    elif not {"state", "department_id", "requester_id"}.isdisjoint(happening.set) or (
        isinstance(happening, TicketSplitFrom)
    ):
        _anew(happening.ticket, at)


def _we_wrote(happening: MessageSent, event: Event) -> None:
    """Our message is what the customer is silent about: on a ladder it begins the wait anew."""
    state = happening.set.get("state", happening.was)
    if state == State.ANSWERED:
        begin(happening.ticket, event.at, message_id=happening.message)
    elif state == State.RESOLVED:
        accepting.wrote_again(happening.ticket, happening.message, event.at)
    elif happening.was in COVERED:
        end(happening.ticket)


def _resolved(happening: TicketResolved, event: Event) -> None:
    if happening.by_customer or happening.silent or happening.because in HISTORY:
        end(happening.ticket)
    elif happening.message is not None:
        begin(happening.ticket, event.at, message_id=happening.message)
    else:
        begin(happening.ticket, event.at, event_id=event.pk)


def _anew(ticket_id: int, at: datetime) -> None:
    """Covered from now without a mail of its own: the first step counts from now."""
    begin(ticket_id, at, accepted_at=at)
