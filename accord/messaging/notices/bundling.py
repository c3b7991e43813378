"""News by mail: several in one mail after some minutes, urgent ones at once, and never what was read meanwhile.

That an answer is late is urgent, but a morning with a backlog is not a hundred mails: the first goes at once, and those
that follow within `LATE_WAIT` go together.

A timer for each agent who has news to be mailed; when it is due, what is still unread becomes one event, and the
channel that reaches agents makes the mail of it.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.messaging.notices import choosing, quiet
from accord.messaging.notices.happenings import NoticesMailed
from accord.people.models import Notice, Person
from accord.people.system import system

TIMER = "notices"
LATE_TIMER = "notices.late"  # stands while what is late waits for others
LATE_WAIT = timedelta(minutes=10)
LATE = "late_since"  # in a notice's data: the moment at which a clock was due, in ISO 8601

Past = Callable[[Collection[int]], set[int]]
Late = tuple[int, datetime]  # the id of a ticket, and when a clock of it was due
HowLate = Callable[[Collection[Late]], dict[Late, int]]


def _by_the_calendar(late: Collection[Late]) -> dict[Late, int]:
    now = clock.now()
    return {each: int((now - each[1]).total_seconds()) for each in late}


_past: list[Past] = [lambda _tickets: set()]
_how_late: list[HowLate] = [_by_the_calendar]


def install(past: Past, how_late: HowLate) -> None:
    """Which of these tickets are late no more, and by how many seconds of business time the others are; listed in
    `project/wiring.py`.
    """
    _past[0], _how_late[0] = past, how_late


def how_late(late: Collection[Late]) -> dict[Late, int]:
    """By how many seconds of business time each of them is over."""
    return _how_late[0](late) if late else {}


def plan(row: Notice) -> None:
    """See to it that this one is mailed in time; in the transaction that writes it."""
    habit = choosing.habit_of(row.person_id)
    wait = 0 if row.urgent else habit.bundle_minutes
    due = row.at + timedelta(minutes=wait)
    if LATE in row.data:
        mailed = Timer.objects.filter(
            kind=LATE_TIMER, subject_kind="person", subject_id=row.person_id
        ).first()
        due = max(due, mailed.due_at) if mailed is not None else due
    standing = Timer.objects.filter(kind=TIMER, subject_kind="person", subject_id=row.person_id).first()
    if standing is None or standing.due_at > due:
        timers.put(TIMER, ("person", row.person_id), due)


def time_is_up(timer: Timer) -> None:
    """The timer's work, in its transaction: one event for all that is unread, or later if he has quiet hours."""
    person = Person.objects.filter(pk=timer.subject_id, is_active=True).first()
    if person is None or not person.is_agent:
        Notice.objects.filter(person_id=timer.subject_id, mail=True).update(mail=False)
        return
    habit, now = choosing.habit_of(person.pk), clock.now()
    waiting = list(Notice.objects.filter(person=person, mail=True).order_by("id"))
    settled = _settled(waiting)
    unread = [row for row in waiting if row.read_at is None and row not in settled]
    until = quiet.ends(person, habit, now) if unread else None
    if until is not None:
        through = [row for row in unread if row.urgent] if habit.urgent_through else []
        timers.put(TIMER, ("person", person.pk), until)
        waiting = [row for row in waiting if row in through or row in settled or row.read_at is not None]
        unread = through
    Notice.objects.filter(pk__in=[row.pk for row in waiting]).update(mail=False)
    if not unread:
        return
    if any(LATE in row.data for row in unread):
        timers.put(LATE_TIMER, ("person", person.pk), now + LATE_WAIT)
    tickets = {row.ticket_id for row in unread}
    only = tickets.pop() if len(tickets) == 1 else None
    record(
        NoticesMailed(person=person.pk, by_id=system().pk, notices=[row.pk for row in unread], ticket=only)
    )


def _settled(rows: Sequence[Notice]) -> list[Notice]:
    """News that something is late, where that is true no more."""
    late = {row.ticket_id for row in rows if LATE in row.data and row.ticket_id}
    past = _past[0](late) if late else set()
    return [row for row in rows if LATE in row.data and row.ticket_id in past]


def wait_is_over(timer: Timer) -> None:
    """Nothing late was mailed for `LATE_WAIT`: the next goes at once again. The timer itself was the mark."""
