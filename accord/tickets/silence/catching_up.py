"""Bringing a rule to older tickets: asked for by a person who has seen their number, done in batches by the worker.

They begin with a reminder, never with a closing. Each batch is a short transaction over a range of ids; steps are
spread by the pace of `pulse`. Stopping ends the job; what was begun until then goes on.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.tickets.happenings import SilenceRoundBegun
from accord.tickets.models import Absence, Silence, SilenceRound, SilenceRule, Ticket
from accord.tickets.rows import run
from accord.tickets.silence import ladder, watching
from accord.tickets.silence.choosing import rule_of
from accord.tickets.silence.hours import next_open

TIMER = "silence_round"
RANGE = 2000  # ids in one transaction: some milliseconds, whatever is among them
MOST_SHOWN = 100_000
_OLDER = (
    " FROM ticket t LEFT JOIN resolution r ON r.id = t.resolution_id LEFT JOIN silence s ON s.ticket_id = t.id"
    " WHERE t.department_id = %s AND t.state = %s AND t.merged_into_id IS NULL AND s.ticket_id IS NULL"
    " AND coalesce(r.silent, %s) = %s"
)


def older(department: Department, which: str) -> int:
    """How many tickets stand in that state on no ladder; above MOST_SHOWN: more than that. `keep-open` ones count."""
    found = run(
        f"SELECT count(*) FROM (SELECT 1{_OLDER} LIMIT {MOST_SHOWN + 1}) c", _params(department.pk, which)
    )
    number: int = found[0][0]
    return number


def _params(department_id: int, which: str) -> list[object]:
    return [department_id, which, False, False]


def running(department: Department) -> SilenceRound | None:
    """The job that goes on for that department."""
    return SilenceRound.objects.filter(department=department, ended_at__isnull=True).first()


def latest(department: Department) -> SilenceRound | None:
    """The job that goes on, or the last one."""
    return SilenceRound.objects.filter(department=department).order_by("-id").first()


def start(department: Department, which: str, *, by: Person) -> SilenceRound:
    """Begin. Raises NotAllowed, NotPossible (the rule is off), Conflict (one goes on already)."""
    demand_admin(by)
    with transaction.atomic():
        Department.objects.select_for_update().get(pk=department.pk)
        if not ladder.is_on(rule_of(department), which):
            raise NotPossible("rule", sentence=_("Switch the rule on first."))
        if running(department) is not None:
            raise Conflict("round", sentence=_("Older tickets are being reminded already."))
        first, last = run(f"SELECT min(t.id), max(t.id){_OLDER}", _params(department.pk, which))[0]
        total = older(department, which)
        made = SilenceRound.objects.create(
            department=department,
            rule=which,
            by=by,
            at=clock.now(),
            total=total,
            next_id=first or 0,
            last_id=last or 0,
        )
        timers.put(TIMER, ("department", department.pk), clock.now())
        record(SilenceRoundBegun(department=department.pk, by_id=by.pk, rule=which, total=total))
    return made


def stop(department: Department, *, by: Person) -> None:
    """End the job after the batch that it is in; without one a no-op. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        job = (
            SilenceRound.objects.select_for_update()
            .filter(department=department, ended_at__isnull=True)
            .first()
        )
        if job is None:
            return
        job.ended_at, job.stopped = clock.now(), True
        job.save(update_fields=["ended_at", "stopped"])
        timers.drop(TIMER, ("department", department.pk))
        record(SilenceRoundBegun(department=department.pk, by_id=by.pk, rule=job.rule, stopped=True))


def go_on(timer: Timer) -> None:
    """The timer's work: the next range of ids, until none is left."""
    jobs = SilenceRound.objects.select_for_update().filter(
        department_id=timer.subject_id, ended_at__isnull=True
    )
    job = jobs.first()
    rule = SilenceRule.objects.filter(pk=timer.subject_id).first()
    if job is None:
        return
    if rule is None or not ladder.is_on(rule, job.rule):
        job.ended_at, job.stopped = clock.now(), True
    else:
        job.begun += _begin(job, rule)
        job.next_id += RANGE
        if job.next_id > job.last_id:
            job.ended_at = clock.now()
        else:
            timers.put(TIMER, ("department", timer.subject_id), clock.now())
    job.save()


def _begin(job: SilenceRound, rule: SilenceRule) -> int:
    """Put the older tickets of the next range on the ladder, each with its timer; gives how many."""
    where = f"SELECT t.id{_OLDER} AND t.id >= %s AND t.id < %s"
    ids = [
        each[0]
        for each in run(where, [*_params(job.department_id, job.rule), job.next_id, job.next_id + RANGE])
    ]
    tickets = list(Ticket.objects.select_for_update().filter(id__in=ids, state=job.rule).order_by("id"))
    away = dict(
        Absence.objects.filter(person_id__in=[t.requester_id for t in tickets]).values_list(
            "person_id", "until"
        )
    )
    now, rows, dates = clock.now(), [], []
    for ticket in tickets:
        if watching.KEEP_OPEN in ticket.tag_names:
            continue
        untold = "bounced" if ticket.undelivered else "" if ticket.requester_address else "no_address"
        rows.append(_row(ticket, job.rule, rule, untold))
        if not untold:
            opens = next_open(max(now, away.get(ticket.requester_id, now)), rule)
            dates.append(
                Timer(kind=watching.TIMER, subject_kind="ticket", subject_id=ticket.pk, due_at=opens)
            )
    Silence.objects.bulk_create(rows)
    Timer.objects.bulk_create(dates)
    return len(rows)


def _row(ticket: Ticket, which: str, rule: SilenceRule, untold: str) -> Silence:
    """On the first step, whose wait is over: they were silent before the rule was."""
    step = ladder.FIRST_STEP[which]
    return Silence(
        ticket=ticket,
        rule=which,
        step=step,
        since=clock.now(),
        resolution_id=ticket.resolution_id if which == ladder.RESOLVED else None,
        accepted_at=clock.now() - ladder.wait(rule, step),
        untold=untold,
    )
