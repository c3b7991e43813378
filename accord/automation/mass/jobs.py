"""A mass action as a job: its tickets are written down when it starts, and a worker does them one after the other.

Each batch is one transaction with the outcome of each of its tickets, so that after a kill it goes on where it was and
does none twice. They are done in the order of the list, but locked before that in the order of ids. Stopping ends it
after the batch that it is in; undoing is a job over what was done.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accord.automation.actions.steps import Steps
from accord.automation.mass import together, undoing
from accord.automation.models import MassJob, MassTicket
from accord.core import clock, records
from accord.core.errors import Invalid, Missing, NotAllowed, NotFound, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.messaging.notices import giving, wording
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import telling
from accord.tickets.lifecycle import take
from accord.tickets.models import Ticket

TIMER = "mass_job"
KIND = "mass"
MOST = 100_000
BATCH = 50  # tickets that are locked together; a transaction is cut by time besides
CUT_S = 0.1  # a worker's transaction: shorter ones spend their time on the disk
KEPT = timedelta(days=7)  # so long can it be undone
LIVE = ("waiting", "running", "undoing")


@telling.because.add(KIND)
def of_job(number: str) -> str:
    """In a ticket's history."""
    return _("It was done to many tickets at once.")


@wording.elsewhere.add(KIND)
def told(data: Mapping[str, Any]) -> tuple[str, str]:
    """In the list of news of who started it."""
    back = data.get("state") == "undone"
    words = _("What you did to many tickets is undone") if back else _("What you did to many tickets is done")
    return words, f"/mass/{data.get('job')}/"


def start(ids: Sequence[int], steps: Steps, *, by: Person, asked: dict[str, Any] | None = None) -> MassJob:
    """Write down a job over these tickets and let a worker begin. Raises Missing (no ticket, no step), Invalid."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Missing("tickets", sentence=_("There is no ticket to do this to."))
    if len(wanted) > MOST:
        raise Invalid("tickets", sentence=_("These are too many at once. Narrow the list first."))
    if not len(steps):
        raise Missing("steps", sentence=_("Choose what is done."))
    for step in steps:
        if step.action is not None and not step.action.for_mass:
            raise Invalid(
                "steps", sentence=_("“%(action)s” is for rules only.") % {"action": step.action.label}
            )
        if step.action is not None and step.action.for_admins and not by.is_admin:
            raise NotAllowed(
                "steps", sentence=_("Only an administrator can use “%(action)s”."), action=step.action.label
            )
    with transaction.atomic():
        job = MassJob.objects.create(
            by=by, steps=steps.stored(), asked=asked or {}, total=len(wanted), made_at=clock.now()
        )
        rows = (MassTicket(job=job, ticket_id=ticket) for ticket in wanted)
        MassTicket.objects.bulk_create(rows, batch_size=2_000)
        timers.put(TIMER, (TIMER, job.pk), clock.now())
    return job


def find(person: Person, job_id: int) -> MassJob:
    """A job of his own; administrators see all. Raises NotFound."""
    job = MassJob.objects.select_related("by").filter(pk=job_id).first()
    if job is None or not (job.by_id == person.pk or person.is_admin):
        raise NotFound("mass")
    return job


def stop(job: MassJob, *, by: Person) -> MassJob:
    """End it after the batch that it is in; an ended one stays as it is. Raises NotAllowed."""
    _demand(job, by)
    with transaction.atomic():
        job = MassJob.objects.select_for_update().get(pk=job.pk)
        if job.state in LIVE:
            job.state = "stopped"
            job.ended_at = clock.now()
            job.save(update_fields=["state", "ended_at"])
            timers.drop(TIMER, (TIMER, job.pk))
    return job


def undo(job: MassJob, *, by: Person) -> MassJob:
    """Give the tickets back what it changed. Raises NotPossible (it goes on, it is too long ago), NotAllowed."""
    _demand(job, by)
    with transaction.atomic():
        job = MassJob.objects.select_for_update().get(pk=job.pk)
        if job.state not in ("done", "stopped"):
            raise NotPossible("undo", sentence=_("Stop it first, or wait until it is done."))
        if not can_undo(job):
            raise NotPossible("undo", sentence=_("Nothing of it can be undone any more."))
        job.state, job.undone_count, job.ended_at = "undoing", 0, None
        job.save(update_fields=["state", "undone_count", "ended_at"])
        timers.put(TIMER, (TIMER, job.pk), clock.now())
    return job


def can_undo(job: MassJob) -> bool:
    """Whether undoing would give something back."""
    some = any(step.action and step.action.undone_by for step in Steps.parse(job.steps, check=False))
    return (
        some and job.done_count > 0 and job.state in ("done", "stopped") and clock.now() - job.made_at < KEPT
    )


def _demand(job: MassJob, by: Person) -> None:
    if job.by_id != by.pk and not by.is_admin:
        raise NotAllowed("mass")


def go_on(timer: Timer) -> None:
    """The timer's work, in its transaction: the next tickets, until the time is up; then the timer is set anew."""
    job = MassJob.objects.select_for_update().select_related("by").filter(pk=timer.subject_id).first()
    if job is None or job.state not in LIVE:
        return
    back = job.state == "undoing"
    if job.state == "waiting":
        job.state = "running"
    left = _undo_some(job) if back else _do_some(job)
    if left:
        timers.put(TIMER, (TIMER, job.pk), clock.now())
    else:
        job.state, job.ended_at = ("undone" if back else "done"), clock.now()
        giving.tell_done(job.by, job.made_at, {"what": KIND, "job": job.pk, "state": job.state})
    job.save()


def _do_some(job: MassJob) -> bool:
    """Whether some are left."""
    steps = Steps.parse(job.steps, check=False)
    access, because = access_of(job.by), f"{KIND}:{job.pk}"
    until = time.monotonic() + CUT_S
    rows = records.select(MassTicket, f"job_id = %s AND outcome = '' ORDER BY id LIMIT {BATCH}", [job.pk])
    ids = [row.ticket_id for row in rows]
    take((*ids, *steps.others()))
    tickets = records.by_ids(Ticket, ids)
    for row in rows:
        found = together.one(tickets.get(row.ticket_id), steps, by=job.by, access=access, because=because)
        row.outcome, row.before = found.what[:40], found.before
        records.update(row, ["outcome", "before"])
        _count(job, found)
        if time.monotonic() >= until:
            break
    return MassTicket.objects.filter(job=job, outcome="").exists()


def _count(job: MassJob, found: together.Outcome) -> None:
    if found.what == together.DONE:
        job.done_count += 1
    elif found.what == together.SAME:
        job.same_count += 1
    else:
        job.refused_count += 1
    for key in {each.refused for each in found.done if each.refused} or (
        {found.what} if found.refused else set()
    ):
        job.refusals[key] = job.refusals.get(key, 0) + 1


def _undo_some(job: MassJob) -> bool:
    because = f"{KIND}:{job.pk}"
    until = time.monotonic() + CUT_S
    last = f"job_id = %s AND outcome = %s ORDER BY id DESC LIMIT {BATCH}"
    rows = records.select(MassTicket, last, [job.pk, together.DONE])
    ids = [row.ticket_id for row in rows]
    take(ids)
    tickets = records.by_ids(Ticket, ids)
    for row in rows:
        ticket = tickets.get(row.ticket_id)
        if (
            ticket is not None
            and row.before
            and undoing.give_back(ticket, row.before, by=job.by, because=because)
        ):
            row.outcome = "undone"
            job.undone_count += 1
        else:
            row.outcome = "kept"
        records.update(row, ["outcome"])
        if time.monotonic() >= until:
            break
    return MassTicket.objects.filter(job=job, outcome=together.DONE).exists()


def forget_old(most: int = 2_000) -> int:
    """Drop the tickets of jobs that cannot be undone any more; the jobs with their numbers stay. How many were."""
    old = MassJob.objects.filter(made_at__lt=clock.now() - KEPT).exclude(state__in=LIVE)
    ids = list(MassTicket.objects.filter(job__in=old).values_list("id", flat=True)[:most])
    if ids:
        MassTicket.objects.filter(id__in=ids).delete()
    return len(ids)
