"""Levels brought to tickets that were there before: asked for by a person who has seen their number, done in batches.

Their clocks begin now. Each batch is a short transaction over a range of ids; stopping ends the job, and what has
begun goes on.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.conditions.facts import Facts
from accord.core import clock, options
from accord.core.errors import Conflict, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.people.employing import demand_admin
from accord.people.models import Person
from accord.people.system import system
from accord.sla import applying, choosing, standing
from accord.sla.known import known
from accord.sla.models import Clock, Level, Round
from accord.sla.running import DROPPED
from accord.sla.standing import Standing
from accord.tickets.models import Ticket
from accord.tickets.models.ticket import UNFINISHED
from accord.tickets.rows import run

TIMER = "sla.round"
SUBJECT = ("sla", 1)
RANGE = 500  # ids in one transaction
MOST_SHOWN = 100_000
# Unfinished, without a level that is on.
_OLDER = (
    " FROM ticket t WHERE t.merged_into_id IS NULL AND t.state IN ("
    + ", ".join(["%s"] * len(UNFINISHED))
    + ")"
    " AND NOT EXISTS (SELECT 1 FROM sla_clock c JOIN sla_level l ON l.id = c.level_id AND l.is_on"
    " WHERE c.ticket_id = t.id AND c.kind = 'level' AND c.ended_at IS NULL)"
)
_STATES = [str(state) for state in UNFINISHED]


def older() -> int:
    """How many unfinished tickets have no level; above MOST_SHOWN: more than that."""
    number: int = run(f"SELECT count(*) FROM (SELECT 1{_OLDER} LIMIT {MOST_SHOWN + 1}) c", _STATES)[0][0]
    return number


def running() -> Round | None:
    """The job that goes on."""
    return Round.objects.filter(ended_at__isnull=True).first()


def latest() -> Round | None:
    """The job that goes on, or the last one."""
    return Round.objects.order_by("-id").first()


def start(*, by: Person) -> Round:
    """Begin. Raises NotAllowed, NotPossible (no level is on), Conflict (one goes on already)."""
    demand_admin(by)
    with transaction.atomic():
        list(Level.objects.select_for_update().values_list("id", flat=True))  # one at a time
        if not Level.objects.filter(is_on=True).exists():
            raise NotPossible("level", sentence=_("Switch a service level on first."))
        if running() is not None:
            raise Conflict("round", sentence=_("Older tickets are being given their level already."))
        first, last = run(f"SELECT min(t.id), max(t.id){_OLDER}", _STATES)[0]
        made = Round.objects.create(
            by=by, at=clock.now(), total=older(), next_id=first or 0, last_id=last or 0
        )
        timers.put(TIMER, SUBJECT, clock.now())
    return made


def stop(*, by: Person) -> None:
    """End the job after the batch that it is in; without one a no-op. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        job = Round.objects.select_for_update().filter(ended_at__isnull=True).first()
        if job is not None:
            job.ended_at, job.stopped = clock.now(), True
            job.save(update_fields=["ended_at", "stopped"])
            timers.drop(TIMER, SUBJECT)


def go_on(timer: Timer) -> None:
    """The timer's work: the next range of ids, until none is left."""
    job = Round.objects.select_for_update().filter(ended_at__isnull=True).first()
    if job is None:
        return
    options.forget()  # another process may have set the level up a moment ago
    job.done += bring_to(job.next_id, job.next_id + RANGE)
    job.next_id += RANGE
    if job.next_id > job.last_id:
        job.ended_at = clock.now()
    else:
        timers.put(TIMER, SUBJECT, clock.now())
    job.save()


def bring_to(low: int, high: int) -> int:
    """Give the unfinished tickets with ids in [low, high) that have no level the one that the rules say; gives how many
    got one. Call it inside a transaction.
    """
    setup, now = known(), clock.now()
    found = [
        each[0] for each in run(f"SELECT t.id{_OLDER} AND t.id >= %s AND t.id < %s", [*_STATES, low, high])
    ]
    tickets = list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("id"))
    running_rows, ended = _clocks_of(found)
    all_stand = [Standing(ticket, running_rows.get(ticket.pk, []), setup, now) for ticket in tickets]
    for stands in all_stand:
        if stands.ticket.state in UNFINISHED:  # nobody has finished it meanwhile
            _bring(stands, ended.get(stands.ticket.pk, frozenset()))
    standing.store([row for stands in all_stand for row in stands.take()])
    applying.put_ranks(all_stand)
    return sum(stands.level is not None for stands in all_stand)


def bring_to_all() -> int:
    """As `bring_to`, for every ticket, a transaction for each range (after bulk loading)."""
    first, last = run(f"SELECT min(t.id), max(t.id){_OLDER}", _STATES)[0]
    given = 0
    for low in range(first or 0, (last or -1) + 1, RANGE):
        with transaction.atomic():
            given += bring_to(low, low + RANGE)
    return given


def _clocks_of(tickets: list[int]) -> tuple[dict[int, list[Clock]], dict[int, frozenset[str]]]:
    """The rows that run, and the kinds that ended with a verdict, by ticket."""
    running_rows: dict[int, list[Clock]] = {}
    ended: dict[int, set[str]] = {}
    for row in Clock.objects.filter(ticket_id__in=tickets).exclude(outcome=DROPPED):
        if row.ended_at is None:
            running_rows.setdefault(row.ticket_id, []).append(row)
        else:
            ended.setdefault(row.ticket_id, set()).add(row.kind)
    return running_rows, {ticket: frozenset(kinds) for ticket, kinds in ended.items()}


def _bring(stands: Standing, ended: frozenset[str]) -> None:
    applying.apply(stands, choosing.choose(Facts(stands.ticket), stands.setup))
    applying.begin_once(stands, stands.now, ended=ended)
    applying.bring_up(stands, system().pk, anew=True)
