"""Spam and deleted, back again, and deleted for good."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core import clock, letting_go
from accord.core.errors import NotPossible
from accord.events import timers
from accord.events.models import Event
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import drafting, filling, pausing
from accord.tickets.acting import demand
from accord.tickets.happenings import MarkedNotSpam, MarkedSpam, TicketDeleted, TicketPurged, TicketUndeleted
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import (
    Attachment,
    Message,
    Postponement,
    SideConversation,
    SideMessage,
    State,
    Ticket,
    Watcher,
)
from accord.tickets.models.ticket import WAITING_FOR_US
from accord.tickets.related import forgetting


def mark_spam(ticket: Ticket, *, by: Person, because: str = "") -> None:
    """To the spam; again is a no-op. Raises NotPossible (closed, deleted), NotAllowed."""
    with locked(ticket):
        if ticket.state == State.SPAM:
            return
        state = target(ticket.state, "mark_spam")
        demand(by, "spam", ticket)
        changed = _put_away(ticket, state)
        record(MarkedSpam(ticket=ticket.pk, by_id=by.pk, set=changed, because=because))


def mark_not_spam(ticket: Ticket, *, by: Person, because: str = "") -> None:
    """Back from the spam to the state before. Not in the spam: a no-op."""
    with locked(ticket):
        if ticket.state != State.SPAM:
            return
        demand(by, "spam", ticket)
        before, _, rest = (ticket.state_before or State.NEW).partition("/")
        changed = _take_out(ticket, target(ticket.state, "not_spam", before), rest)
        record(MarkedNotSpam(ticket=ticket.pk, by_id=by.pk, set=changed, because=because))


def delete(ticket: Ticket, *, by: Person, because: str = "") -> None:
    """To the deleted ones, from any state; again is a no-op. Raises NotPossible (merged), NotAllowed."""
    with locked(ticket):
        if ticket.state == State.DELETED:
            return
        state = target(ticket.state, "delete")
        if ticket.merged_into_id is not None:  # its code and its links lead to the other one
            raise NotPossible(
                "merged", sentence=_("This ticket was merged into another. Take it out of that one.")
            )
        demand(by, "delete", ticket)
        changed = _put_away(ticket, state)
        record(TicketDeleted(ticket=ticket.pk, by_id=by.pk, set=changed, because=because))


def undelete(ticket: Ticket, *, by: Person, because: str = "") -> None:
    """Back from the deleted ones to the state before. Not deleted: a no-op."""
    with locked(ticket):
        if ticket.state != State.DELETED:
            return
        demand(by, "delete", ticket)
        before, _, rest = (ticket.state_before or State.NEW).partition("/")
        changed = _take_out(ticket, target(ticket.state, "undelete", before), rest)
        record(TicketUndeleted(ticket=ticket.pk, by_id=by.pk, set=changed, because=because))


def purge(ticket: Ticket, *, by: Person, because: str = "") -> None:
    """Delete for good: words and files go, the row and the events' skeleton stay. Only from spam and deleted.

    What other rooms keep of its words goes in reaction to the event, while its messages can still be found. The bytes
    of files follow after the commit (`core.letting_go`). Raises NotPossible, NotAllowed (needs a manager).
    """
    with locked(ticket):
        state = target(ticket.state, "purge")
        demand(by, "purge", ticket)
        changed: dict[str, Any] = {"state": str(state)} if state != ticket.state else {}
        changed |= filling.emptied(ticket)
        record(TicketPurged(ticket=ticket.pk, by_id=by.pk, set=changed, code=ticket.code, because=because))
        Event.objects.filter(ticket_id=ticket.pk, words__isnull=False).update(words=None)
        _let_files_go(ticket)
        drafting.forget_all(ticket)
        forgetting.forget(ticket)
        _forget_asides(ticket)
        for message in Message.objects.filter(ticket=ticket).iterator():
            message.attachments.all().delete()
            message.delete()
        words: dict[str, Any] = {
            "subject": "",
            "snippet": "",
            "messages_count": 0,
            "tag_names": [],
            "fields": {},
        }
        change(ticket, state=state, purged_at=clock.now(), **words)


def _let_files_go(ticket: Ticket) -> None:
    for mine in ({"message__ticket": ticket}, {"draft__ticket": ticket}):
        letting_go.let_go(Attachment.objects.filter(**mine).values_list("file_id", flat=True))


def _forget_asides(ticket: Ticket) -> None:
    """Side conversations that stand here, with whom they were; and who watches."""
    here = list(SideMessage.objects.filter(message__ticket=ticket).values_list("side_id", flat=True))
    SideConversation.objects.filter(pk__in=here).delete()
    Watcher.objects.filter(ticket=ticket).delete()


def _put_away(ticket: Ticket, state: State) -> dict[str, Any]:
    """Remember the way back; a deleted spam ticket keeps both steps: "spam/open"."""
    before = str(ticket.state) + (f"/{ticket.state_before}" if ticket.state == State.SPAM else "")
    return change(ticket, state=state, state_before=before)


def _take_out(ticket: Ticket, state: State, rest: str) -> dict[str, Any]:
    if state == State.POSTPONED:
        pause = Postponement.objects.filter(ticket=ticket, until__gt=clock.now()).first()
        if pause is None:
            pausing.end(ticket)
            state = State.OPEN if ticket.first_answered_at else State.NEW
        else:
            timers.put(pausing.TIMER, ("ticket", ticket.pk), pause.until)
    # Who waited for us before waits since then, and has his place in the line again.
    waits = {"waiting_since": ticket.last_customer_at or ticket.created_at} if state in WAITING_FOR_US else {}
    return change(ticket, state=state, state_before=rest, **waits)
