"""Going up the ladder: a timer on each ticket that waits, each step once, by the verbs that people have.

Late is what the rank says: when the answer that a service level promises is due, else when the ticket's turn comes by
how long its customer has waited. What the level itself does about a breach is not done a second time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count
from django.utils import translation
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import AccordError
from accord.events import timers
from accord.events.kinds import EventKind
from accord.events.models import Event, Timer
from accord.events.recording import record
from accord.people import absences, presence
from accord.people.models import Person
from accord.people.system import system
from accord.sla.happenings import LateStep, LevelChanged
from accord.sla.kinds import ANSWERS
from accord.sla.known import known
from accord.sla.lateness.choosing import ANOTHER, ASSIGNEE, PROPOSE, SUPERVISOR, anywhere, is_on, steps_of
from accord.sla.models import Clock
from accord.sla.steps import TELL_ASSIGNEE, TELL_SUPERVISORS, people_told
from accord.tickets import assigning, lifecycle, notifying
from accord.tickets.happenings import TicketEvent, TicketOpened
from accord.tickets.hearing import supervisors
from accord.tickets.models import LateRule, LateTicket, Ticket
from accord.translation import dates

TIMER = "late"
BECAUSE = "late_ladder"
_MOVES = frozenset({"state", "department_id", "priority", "merged_into_id"})

LATE: dict[str, Words] = {
    ASSIGNEE: _("The answer is late: it was due on %(due)s."),
    SUPERVISOR: _("An answer in your department is late: it was due on %(due)s."),
    PROPOSE: _("No answer since %(due)s. Is it better to end this with an explanation?"),
}


def react(happening: EventKind, event: Event) -> None:
    """A ticket begins to wait, waits otherwise, or waits no more. Runs in the transaction of each change."""
    if not anywhere() or not isinstance(happening, TicketEvent):
        return
    if isinstance(happening, TicketOpened | LevelChanged) or not _MOVES.isdisjoint(happening.set):
        ticket = lifecycle.in_hand(happening.ticket) or Ticket.objects.filter(pk=happening.ticket).first()
        if ticket is not None:
            follow(ticket)


def ranked(ticket: Ticket) -> None:
    """Its answer is due at another moment, although nothing happened to it."""
    if anywhere():
        follow(ticket)


def follow(ticket: Ticket) -> None:
    """Put the ticket on the ladder, move its timer, or take it off, as it stands."""
    if not ticket.to_solve or ticket.waiting_since is None or not is_on(ticket.department_id):
        if LateTicket.objects.filter(pk=ticket.pk).delete()[0]:
            timers.drop(TIMER, ("ticket", ticket.pk))
        return
    row = LateTicket.objects.filter(pk=ticket.pk).first()
    if row is None or row.since != ticket.waiting_since:
        row = LateTicket(ticket=ticket, since=ticket.waiting_since)
        row.save()
    rule = LateRule.objects.filter(pk=ticket.department_id).first()
    if rule is not None:
        _set_timer(ticket, row, rule)


def _set_timer(ticket: Ticket, row: LateTicket, rule: LateRule) -> None:
    steps = steps_of(rule)
    if row.step < len(steps):
        due = ticket.rank_at + timedelta(hours=steps[row.step][1])
        timers.put(TIMER, ("ticket", ticket.pk), max(due, clock.now()))
    else:
        timers.drop(TIMER, ("ticket", ticket.pk))


def time_is_up(timer: Timer) -> None:
    """Take the step that is due, or set the timer anew: nothing that it was set for is believed."""
    ticket = Ticket.objects.filter(pk=timer.subject_id).first()
    if ticket is None:
        return
    with lifecycle.locked(ticket):
        row = LateTicket.objects.filter(pk=ticket.pk).first()
        rule = LateRule.objects.filter(pk=ticket.department_id, is_on=True).first()
        if row is None or rule is None or row.since != ticket.waiting_since:
            follow(ticket)
            return
        steps, due = steps_of(rule), ticket.rank_at
        if row.step >= len(steps):
            return
        step, hours = steps[row.step]
        if due + timedelta(hours=hours) > clock.now():
            _set_timer(ticket, row, rule)
            return
        row.step += 1
        row.proposed_at = clock.now() if step == PROPOSE else row.proposed_at
        row.save(update_fields=["step", "proposed_at"])
        _set_timer(ticket, row, rule)
        _take(ticket, step, due)


def _take(ticket: Ticket, step: str, due: datetime) -> None:
    if _level_does(ticket, step):
        return
    people = _people(ticket, step)
    record(LateStep(ticket=ticket.pk, by_id=system().pk, step=step, due=due.isoformat(), people=people))
    try:
        with transaction.atomic():
            _DO[step](ticket, people, step, due)
    except AccordError:  # nobody to tell, told often enough: the ladder goes on
        return


def _level_does(ticket: Ticket, step: str) -> bool:
    """Whether the service level of the answer that is late does the same after its breach."""
    do = {ASSIGNEE: TELL_ASSIGNEE, SUPERVISOR: TELL_SUPERVISORS}.get(step)
    setup = known()
    if do is None or not setup:
        return False
    rows = Clock.objects.filter(ticket_id=ticket.pk, kind__in=ANSWERS, ended_at=None)
    levels = [setup.levels.get(number) for number in rows.values_list("level_id", flat=True)]
    return any(each.do == do and each.offset_s >= 0 for level in levels if level for each in level.steps)


def _people(ticket: Ticket, step: str) -> list[int]:
    if step == ANOTHER:
        other = another(ticket)
        return [other.pk] if other is not None else []
    if step == SUPERVISOR:
        return supervisors(ticket.department_id)
    return people_told(ticket, TELL_ASSIGNEE)


def another(ticket: Ticket) -> Person | None:
    """Who else could answer: somebody of the department who is here, with the fewest tickets that wait for him.

    Supervisors come last: they have been told, and it is theirs where nobody else is there.
    """
    members = Person.objects.filter(
        kind="agent", is_active=True, memberships__department_id=ticket.department_id
    )
    others = {person.pk: person for person in members.exclude(pk=ticket.assignee_id or 0)}
    held = (
        Ticket.objects.filter(assignee_id__in=others, to_solve=True)
        .values("assignee_id")
        .annotate(n=Count("id"))
    )
    above = supervisors(ticket.department_id)
    waiting = dict(held.values_list("assignee_id", "n"))
    for person in sorted(others.values(), key=lambda each: (each.pk in above, waiting.get(each.pk, 0), each.pk)):
        here = absences.away(person.pk) is None and not presence.is_off(person.pk)
        if here and assigning.can_hold(person, ticket.department_id):
            return person
    return None


def _give(ticket: Ticket, people: list[int], step: str, due: datetime) -> None:
    if people:
        assigning.assign(ticket, Person.objects.get(pk=people[0]), by=system(), because=BECAUSE)


def _tell(ticket: Ticket, people: list[int], step: str, due: datetime) -> None:
    """Each in his language and zone."""
    for person in Person.objects.filter(pk__in=people, is_active=True).order_by("id"):
        zone = ZoneInfo(person.time_zone or str(options.get("workspace.time_zone")))
        with translation.override(person.language or str(options.get("workspace.language"))):
            when = dates.day_and_time(due.astimezone(zone))
            text = str(LATE[step]) % {"due": when}
        notifying.notify(ticket, [person], text, by=system(), because=BECAUSE, late_since=due)


_DO: dict[str, Callable[[Ticket, list[int], str, datetime], None]] = {
    ASSIGNEE: _tell,
    SUPERVISOR: _tell,
    ANOTHER: _give,
    PROPOSE: _tell,
}
