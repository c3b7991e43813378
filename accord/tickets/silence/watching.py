"""Which tickets are on a ladder: begun when a ticket reaches a covered state, ended when it leaves it.

Called in the transaction of a change, which holds the lock of the ticket's row.
"""

from datetime import datetime

from django.db import connection

from accord.core import clock, records
from accord.events import timers
from accord.events.recording import record
from accord.people.system import system
from accord.tickets.happenings import CouldNotBeTold
from accord.tickets.lifecycle import change
from accord.tickets.models import Absence, Resolution, Silence, SilenceRule, State, Ticket
from accord.tickets.silence import ladder

TIMER = "silence"
KEEP_OPEN = "keep-open"
WROTE = "wrote"  # why no step comes: a word that left the state as it is
COVERED: dict[str, str] = {State.ANSWERED: ladder.ANSWERED, State.RESOLVED: ladder.RESOLVED}


def begin(
    ticket_id: int,
    at: datetime,
    *,
    message_id: int | None = None,
    event_id: int | None = None,
    accepted_at: datetime | None = None,
) -> bool:
    """Put the ticket on the ladder of its state, at its foot, if its department's rule is on; else take it off.

    Counts from when the mail of `message_id` or of the notice of `event_id` is taken, or from `accepted_at`. When the
    last step on this ticket was taken stays known. Call it in the transaction of the change.
    """
    ticket, rule = covered(ticket_id)
    if ticket is None or rule is None:
        end(ticket_id)
        return False
    which = COVERED[ticket.state]
    before = Silence.objects.filter(pk=ticket_id).first()
    row = Silence(
        ticket_id=ticket_id,
        rule=which,
        step=ladder.FIRST_STEP[which],
        since=at,
        resolution_id=ticket.resolution_id if which == ladder.RESOLVED else None,
        message_id=message_id,
        event_id=event_id,
        accepted_at=accepted_at,
        stepped_at=before.stepped_at if before else None,
        untold="" if ticket.requester_address else "no_address",
    )
    row.save(force_insert=before is None, force_update=before is not None)
    if row.untold:
        stop(row, ticket, row.untold)
    else:
        set_timer(row, rule, ticket.requester_id)
    return True


def stop(row: Silence, ticket: Ticket, why: str) -> None:
    """No step comes any more: the customer could not be told. The view "Could not be told" shows the ticket."""
    row.untold = why
    row.save(update_fields=["untold"])
    timers.drop(TIMER, ("ticket", ticket.pk))
    changed = {} if ticket.undelivered else change(ticket, undelivered=True)
    record(CouldNotBeTold(ticket=ticket.pk, by_id=system().pk, set=changed, about=why))


def covered(ticket_id: int) -> tuple[Ticket | None, SilenceRule | None]:
    """The ticket and its department's rule, if that covers it; (None, None) where it does not."""
    rules = records.select(SilenceRule, _RULE, [ticket_id])  # one statement, where no rule is on
    ticket = records.find(Ticket, "id", ticket_id) if rules else None
    if ticket is None or not covers(rules[0], ticket):
        return None, None
    return ticket, rules[0]


_RULE = "department_id = (SELECT department_id FROM ticket WHERE id = %s) AND (answered_on OR resolved_on)"


def covers(rule: SilenceRule, ticket: Ticket) -> bool:
    """Whether the rule speaks of this ticket as it stands: its state, no `keep-open`, not resolved silently."""
    which = COVERED.get(ticket.state)
    if (
        which is None
        or not ladder.is_on(rule, which)
        or KEEP_OPEN in ticket.tag_names
        or ticket.merged_into_id
    ):
        return False
    return (
        which == ladder.ANSWERED
        or not Resolution.objects.filter(pk=ticket.resolution_id or 0, silent=True).exists()
    )


def end(ticket_id: int) -> None:
    """Take the ticket off its ladder, with its timer; a no-op where it is on none."""
    with connection.cursor() as cursor:  # at each change of state: without the ORM a tenth of its time
        cursor.execute("DELETE FROM silence WHERE ticket_id = %s", [ticket_id])
        gone = cursor.rowcount
    if gone:
        drop_timer(ticket_id)


def set_timer(row: Silence, rule: SilenceRule, requester_id: int) -> datetime:
    """Set the timer of the row's next step; until its mail was taken, as if it had been taken now. Gives the moment."""
    when = due_at(row, rule, requester_id)
    timers.put(TIMER, ("ticket", row.ticket_id), when)
    return when


def due_at(row: Silence, rule: SilenceRule, requester_id: int) -> datetime:
    """When the row's next step may be taken."""
    return ladder.due(
        rule,
        row.step,
        row.accepted_at or clock.now(),
        stepped_at=row.stepped_at,
        away_until=away_until(requester_id),
        closes_at=row.closes_at,
    )


def away_until(person_id: int) -> datetime | None:
    """Until when the person is away, by his own automatic reply."""
    return Absence.objects.filter(pk=person_id, until__gt=clock.now()).values_list("until", flat=True).first()


def drop_timer(ticket_id: int) -> None:
    """No step is due on that ticket."""
    timers.drop(TIMER, ("ticket", ticket_id))
