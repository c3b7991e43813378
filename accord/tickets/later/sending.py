"""Keeping an answer until its moment, and sending it then.

The words wait as a draft of the kind `later`, with a timer. When the timer is due the human's verb sends them, in the
timer's own transaction: a process that is killed sends them once all the same. Until then the ticket is as it was, so
undoing has nothing to take back but the waiting. What cannot go when its time has come is held for a person.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import AccordError, Invalid, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.models import Person
from accord.people.system import system
from accord.tickets import drafting, gathering
from accord.tickets.happenings import ReplyHeld, ReplyScheduled
from accord.tickets.later import kept, wishing
from accord.tickets.later.kept import Answer
from accord.tickets.lifecycle import locked
from accord.tickets.models import Attachment, Draft, Later, Message, MessageKind, Ticket
from accord.tickets.rows import run

TIMER = "later"
LONGEST = timedelta(days=366)
HOLD, SEND = "hold", "send"  # where somebody wrote meanwhile
SOMEBODY_WROTE, WRITER_GONE = "somebody_wrote", "writer_gone"
BECAUSE = "sent_later"


def send_later(
    ticket: Ticket,
    answer: Answer,
    *,
    by: Person,
    due_at: datetime,
    if_answered: str = HOLD,
    undo: bool = False,
) -> Later:
    """Keep an answer until `due_at`. `undo`: it only waits for the writer's second thought, and nothing is told of it.

    All that would refuse it now refuses it at once. Raises Invalid (no moment to come, or over a year) and what
    `replying.reply` raises.
    """
    demand_moment(due_at)
    if if_answered not in (HOLD, SEND):
        raise Invalid("if_answered")
    with locked(ticket, *kept.others(ticket, answer, by)):
        _demand_possible(ticket, answer, by)
        draft = kept.keep(ticket, answer, by)
        row = Later.objects.create(
            draft=draft,
            due_at=due_at,
            made_at=clock.now(),
            undo=undo,
            if_answered=SEND if undo else if_answered,
            seen=answer.seen or newest(ticket.pk),
            how=kept.how(answer),
        )
        timers.put(TIMER, (TIMER, draft.pk), due_at)
        if undo:
            wishing.note_use()
        drafting.forget(ticket, by, "reply")
        if not undo:
            record(ReplyScheduled(ticket=ticket.pk, by_id=by.pk, due_at=due_at.isoformat(), later=draft.pk))
    return row


def go(row: Later, *, by: Person) -> Message:
    """Send what waits, in the name of `by`; it waits no more. The caller holds the row. Raises as `replying.reply`."""
    ticket = row.draft.ticket
    if ticket is None:
        raise NotPossible("reply")
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    message = kept.send(ticket, kept.answer_of(row), by=by, because="" if row.undo else BECAUSE)
    forget(row)
    return message


def time_is_up(timer: Timer) -> None:
    """What the timer does: send it, or hold it for a person."""
    row = locked_row(timer.subject_id)
    if row is None or row.held or row.due_at > clock.now():
        return
    if not row.draft.person.is_active:
        _hold(row, WRITER_GONE)
    elif row.if_answered == HOLD and somebody_wrote(row):
        _hold(row, SOMEBODY_WROTE)
    else:
        try:
            with transaction.atomic():
                go(row, by=row.draft.person)
        except AccordError as error:
            _hold(row, error.key[:40])


def on_their_way() -> Collection[int]:
    """The tickets whose answer is given and can still be undone: nobody is handed one of them.

    No statement where neither the workspace nor an agent has chosen such a time.
    """
    if not wishing.in_use():
        return frozenset()
    sql = "SELECT d.ticket_id FROM later l JOIN draft d ON d.id = l.draft_id WHERE l.undo"
    return frozenset(number for (number,) in run(sql, []))


def somebody_wrote(row: Later) -> bool:
    """Whether somebody else wrote after what the writer had seen; notes and automatic mail do not count."""
    newer = Message.objects.filter(ticket_id=row.draft.ticket_id or 0, id__gt=row.seen)
    others = newer.exclude(kind=MessageKind.NOTE).exclude(author_id=row.draft.person_id)
    return any(gathering.MACHINES.isdisjoint(marks) for marks in others.values_list("marks", flat=True))


def locked_row(number: int) -> Later | None:
    """The answer of that number, locked, if it still waits."""
    rows = Later.objects.select_for_update(of=("self",)).select_related("draft__ticket", "draft__person")
    return rows.filter(pk=number).first()


def forget(row: Later) -> None:
    """Take it away with its words and its timer."""
    timers.drop(TIMER, (TIMER, row.pk))
    Attachment.objects.filter(draft_id=row.pk).delete()
    Draft.objects.filter(pk=row.pk).delete()


def newest(ticket_id: int) -> int:
    """The id of the newest message there, 0 without one."""
    ids = Message.objects.filter(ticket=ticket_id).order_by("-id").values_list("id", flat=True)
    return ids.first() or 0


def demand_moment(due_at: datetime) -> None:
    """Raises Invalid for a moment that is past, or more than a year away."""
    if not clock.now() < due_at:
        raise Invalid("send_at", sentence=_("Choose a moment in the future."))
    if due_at - clock.now() > LONGEST:
        raise Invalid("send_at", sentence=_("Choose a moment within a year."))


class _TakenBack(Exception):
    """Ends the trial."""


def _demand_possible(ticket: Ticket, answer: Answer, by: Person) -> None:
    """Raises what sending it now would raise: it is done, and taken back with all that it caused."""
    trial = Ticket.objects.get(pk=ticket.pk)
    try:
        with transaction.atomic():
            kept.send(trial, answer, by=by)
            raise _TakenBack
    except _TakenBack:
        return


def _hold(row: Later, why: str) -> None:
    """It waits for a person; its writer hears of it."""
    Later.objects.filter(pk=row.pk).update(held=why, undo=False)
    ticket, person = row.draft.ticket_id or 0, row.draft.person_id
    record(ReplyHeld(ticket=ticket, by_id=system().pk, person=person, why=why, later=row.pk))
