"""What the timer of a silent ticket does: looks again under the lock, then takes one step, as a person would.

Nothing that the timer was set for is believed: rule, state, tag, day, hour and pace are asked anew.
"""

from datetime import datetime, timedelta

from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.people.system import system
from accord.tickets.closing import close
from accord.tickets.explaining import ready_text
from accord.tickets.lifecycle import locked
from accord.tickets.models import Silence, SilenceRule, Ticket
from accord.tickets.resolving import resolve
from accord.tickets.silence import ladder, pulse, watching
from accord.tickets.silence.hours import next_open
from accord.tickets.silence.reminding import remind

AGAIN = timedelta(days=1)  # when it is looked again for a mail that nobody has taken yet
ON_TIME = timedelta(minutes=2)
NO_ANSWER = "no_answer"


def time_is_up(timer: Timer) -> None:
    """Take the step that is due, or set the timer anew."""
    ticket = Ticket.objects.filter(pk=timer.subject_id).first()
    if ticket is None:
        return
    with locked(ticket):
        row = Silence.objects.filter(pk=ticket.pk).first()
        rule = SilenceRule.objects.filter(pk=ticket.department_id).first()
        if row is None or row.untold:
            return
        if rule is None or not _still(row, rule, ticket):
            row.delete()
            return
        later = _later(row, rule, ticket, timer)
        if later is not None:
            moment, reserved = later
            timers.put(watching.TIMER, ("ticket", ticket.pk), moment, {"slot": True} if reserved else {})
            return
        _STEPS[row.step](row, rule, ticket)


def _still(row: Silence, rule: SilenceRule, ticket: Ticket) -> bool:
    """Whether the row speaks of the ticket as it stands, and the rule is still on."""
    if not watching.covers(rule, ticket) or watching.COVERED.get(ticket.state) != row.rule:
        return False
    return row.rule == ladder.ANSWERED or row.resolution_id == ticket.resolution_id


def _later(row: Silence, rule: SilenceRule, ticket: Ticket, timer: Timer) -> tuple[datetime, bool] | None:
    """(when to look again, whether that moment is reserved); None: now."""
    now = clock.now()
    if row.accepted_at is None:
        return next_open(now + AGAIN, rule), False
    earliest = max(watching.due_at(row, rule, ticket.requester_id), next_open(now, rule))
    quiet = pulse.quiet_until()
    if quiet is not None:
        earliest = max(earliest, next_open(quiet, rule))
    if earliest > now:
        return earliest, False
    if timer.data.get("slot") and now - timer.due_at < ON_TIME:
        return None
    moment = pulse.PACE.slot(now)
    if moment <= now:
        return None
    opens = next_open(moment, rule)
    return opens, opens == moment


def _resolve(row: Silence, rule: SilenceRule, ticket: Ticket) -> None:
    """Answered and silent: resolved, with the mail that asks whether it is solved."""
    words = ready_text(NO_ANSWER, ticket.requester.language or ticket.language, ticket.department_id)
    resolve(ticket, words, by=system(), because="silent_after_answer")
    Silence.objects.filter(pk=ticket.pk).update(stepped_at=clock.now())


def _remind(row: Silence, rule: SilenceRule, ticket: Ticket) -> None:
    now, last = clock.now(), row.step == ladder.LAST
    ahead = ladder.forecast(rule, row.step, now)
    assert ahead.closes is not None  # the step after a reminder, or the one after that, is closing
    event = remind(ticket, by=system(), closes_at=ahead.closes, last=last, because="silent_after_resolving")
    row.step = ladder.AFTER[row.step]
    row.event_id, row.message_id, row.accepted_at, row.stepped_at = event.pk, None, None, now
    row.closes_at = ahead.closes if last else row.closes_at
    row.save()
    watching.set_timer(row, rule, ticket.requester_id)


def _close(row: Silence, rule: SilenceRule, ticket: Ticket) -> None:
    """Resolved, reminded twice and silent: closed. The ladder ends with the state."""
    close(ticket, by=system(), basis=NO_ANSWER, because="silent_after_reminders")


_STEPS = {ladder.RESOLVE: _resolve, ladder.FIRST: _remind, ladder.LAST: _remind, ladder.CLOSE: _close}
