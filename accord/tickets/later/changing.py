"""What can be done with an answer that waits: bring it back, throw it away, move it, send it at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotFound, NotPossible
from accord.events import timers
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import drafting
from accord.tickets.acting import demand
from accord.tickets.happenings import ReplyMoved, ReplyUnscheduled
from accord.tickets.later import sending
from accord.tickets.later.sending import HOLD, SEND, TIMER
from accord.tickets.models import Attachment, Draft, Later, Message, Ticket


def find(ticket: Ticket, number: int) -> Later:
    """The waiting answer of that number on this ticket. Raises NotFound (it is sent, or taken back)."""
    rows = Later.objects.select_related("draft__person", "draft__ticket")
    row = rows.filter(draft__ticket=ticket, pk=number).first()
    if row is None:
        raise NotFound("later", sentence=_("This answer has gone out, or was taken back."))
    return row


def waiting(ticket: Ticket) -> list[Later]:
    """The answers that wait on this ticket, the next one first."""
    rows = Later.objects.select_related("draft__person", "draft__ticket")
    return list(rows.filter(draft__ticket=ticket).order_by("due_at", "pk"))


def waits_already(ticket: Ticket, html: str, *, by: Person, seen: int) -> bool:
    """Whether these very words of his wait already, given from a page that showed messages up to `seen`."""
    rows = Later.objects.filter(draft__ticket=ticket, draft__person=by, draft__html=html, seen=seen, undo=True)
    return rows.exists()


def take_back(row: Later, *, by: Person) -> Draft:
    """Bring the words, files and addresses back into this agent's composer; nothing goes out.

    What he has begun to write there meanwhile stands below them. Raises NotPossible (it went out), NotAllowed.
    """
    with transaction.atomic():
        row = _fast(row, by)
        ticket, later = row.draft.ticket, row.draft
        begun = drafting.find(ticket, by, "reply")
        html = later.html + (begun.html if begun is not None else "")
        back = drafting.save(ticket, by, "reply", html=html, to=later.to, cc=later.cc, bcc=later.bcc)
        Attachment.objects.filter(draft=later).update(draft=back)
        _drop(row, by)
    return back


def discard(row: Later, *, by: Person) -> None:
    """Throw it away. Raises NotPossible (it went out), NotAllowed."""
    with transaction.atomic():
        _drop(_fast(row, by), by)


def move(row: Later, due_at: datetime, *, by: Person, if_answered: str = "") -> Later:
    """Let it go out at another moment; one that was held waits anew. Raises Invalid, NotPossible, NotAllowed."""
    sending.demand_moment(due_at)
    with transaction.atomic():
        row = _fast(row, by)
        row.due_at, row.undo, row.held = due_at, False, ""
        row.if_answered = if_answered if if_answered in (HOLD, SEND) else row.if_answered
        row.seen = sending.newest(row.draft.ticket_id or 0)  # whoever moves it has seen what came
        row.save(update_fields=["due_at", "undo", "held", "if_answered", "seen"])
        timers.put(TIMER, (TIMER, row.pk), due_at)
        ticket = row.draft.ticket_id or 0
        record(ReplyMoved(ticket=ticket, by_id=by.pk, due_at=due_at.isoformat(), later=row.pk))
    return row


def send_now(row: Later, *, by: Person) -> Message:
    """Send it at once, whoever wrote meanwhile; it goes out in the name of `by`. Raises as `replying.reply`."""
    with transaction.atomic():
        return sending.go(_fast(row, by), by=by)


def _fast(row: Later, by: Person) -> Later:
    """The row, locked, if it still waits and `by` may do something with it."""
    found = sending.locked_row(row.pk)
    if found is None or found.draft.ticket is None:
        raise NotPossible("later", sentence=_("This answer has gone out, or was taken back."))
    if found.draft.person_id != by.pk:
        demand(by, "reply", found.draft.ticket)
    return found


def _drop(row: Later, by: Person) -> None:
    if not row.undo:
        record(ReplyUnscheduled(ticket=row.draft.ticket_id or 0, by_id=by.pk, later=row.pk))
    sending.forget(row)
