"""Bringing a time rule to tickets from before it was switched on: asked for by a person who has seen their number.

Done in batches by the worker, each a short transaction over a range of ids; their moments are spread.
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accord.automation.happenings import RuleChanged
from accord.automation.models import OlderRound, OlderTicket, Rule
from accord.automation.rules import memory
from accord.automation.rules.memory import Known, known
from accord.automation.time_rules import ordering, planning
from accord.conditions.facts import Facts
from accord.core import clock
from accord.core.errors import Conflict, Invalid, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person
from accord.tickets.models import State, Ticket
from accord.tickets.rows import run
from accord.tickets.seeing import Sql

TIMER = "time_rule_older"
RANGE = 2000  # ids in one transaction
MOST_SHOWN = 100_000


def _candidates(rule: Known) -> Sql:
    """Tickets that the rule could speak of, as far as the database can be asked; each is asked again in its turn."""
    states = [state.value for state in State if state != State.CLOSED]
    where, values = (
        f"t.state IN ({', '.join(['%s'] * len(states))}) AND t.merged_into_id IS NULL",
        list(states),
    )
    try:
        asked, given = rule.groups.where()
    except Invalid:
        return where, values
    return f"{where} AND ({asked})", [*values, *given]


def number(row: Rule) -> int:
    """How many tickets from before could be covered; above MOST_SHOWN: more than that."""
    where, values = _candidates(known(row))
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE {where} AND t.state_changed_at < %s LIMIT %s) c"
    )
    return int(run(sql, [*values, row.since or clock.now(), MOST_SHOWN + 1])[0][0])


def latest(row: Rule) -> OlderRound | None:
    """The job that goes on, or the last one."""
    return OlderRound.objects.filter(rule=row).order_by("-id").first()


def start(row: Rule, *, by: Person) -> OlderRound:
    """Begin. Raises NotAllowed, NotPossible (it is off, or no time rule), Conflict (one goes on already)."""
    demand_admin(by)
    with transaction.atomic():
        row = Rule.objects.select_for_update().get(pk=row.pk)
        if not (row.active and row.timed):
            raise NotPossible("rule", sentence=_("Switch the rule on first."))
        if OlderRound.objects.filter(rule=row, ended_at__isnull=True).exists():
            raise Conflict("round", sentence=_("Older tickets are being covered already."))
        if not row.older:  # wanted when it was another rule
            OlderTicket.objects.filter(rule=row).delete()
        where, values = _candidates(known(row))
        first, last = run(f"SELECT min(t.id), max(t.id) FROM ticket t WHERE {where}", values)[0]
        made = OlderRound.objects.create(
            rule=row, by=by, at=clock.now(), total=number(row), next_id=first or 0, last_id=last or 0
        )
        Rule.objects.filter(pk=row.pk).update(older=True, revision=F("revision") + 1)
        timers.put(TIMER, ("rule", row.pk), clock.now())
        record(RuleChanged(rule=row.pk, by_id=by.pk, what="older"))
        memory.changed()
    return made


def stop(row: Rule, *, by: Person) -> None:
    """End the job after the batch that it is in; without one a no-op. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        ended = OlderRound.objects.filter(rule=row, ended_at__isnull=True).update(
            ended_at=clock.now(), stopped=True
        )
        if ended:
            timers.drop(TIMER, ("rule", row.pk))
            record(RuleChanged(rule=row.pk, by_id=by.pk, what="older_stopped"))


def leave(row: Rule) -> None:
    """The rule is another from now on, or begins anew: what is from before is no longer brought to it, and the job that
    goes on ends. Call it in the transaction of the change."""
    if OlderRound.objects.filter(rule=row, ended_at__isnull=True).update(ended_at=clock.now(), stopped=True):
        timers.drop(TIMER, ("rule", row.pk))


def go_on(timer: Timer) -> None:
    """The timer's work: the next range of ids, until none is left."""
    job = (
        OlderRound.objects.select_for_update().filter(rule_id=timer.subject_id, ended_at__isnull=True).first()
    )
    if job is None:
        return
    memory.ask_anew()
    rule = next((each for each in memory.time_rules() if each.id == job.rule_id), None)
    if rule is None:
        job.ended_at, job.stopped = clock.now(), True
    else:
        job.begun += _cover(rule, job.next_id, job.next_id + RANGE)
        job.next_id += RANGE
        if job.next_id > job.last_id:
            job.ended_at = clock.now()
        else:
            timers.put(TIMER, ("rule", rule.id), clock.now())
    job.save()


def _cover(rule: Known, low: int, high: int) -> int:
    where, values = _candidates(rule)
    found = run(f"SELECT t.id FROM ticket t WHERE {where} AND t.id >= %s AND t.id < %s", [*values, low, high])
    tickets = Ticket.objects.select_for_update().filter(id__in=[each[0] for each in found]).order_by("id")
    begun = 0
    for ticket in tickets:
        due = ordering.due_at(rule, ticket)
        if (
            due is None
            or not planning.may_act(rule, ticket)
            or not planning.possible(rule, Facts(ticket), {})
        ):
            continue
        begun += OlderTicket.objects.get_or_create(rule_id=rule.id, ticket_id=ticket.pk)[1]
        planning.plan(ticket, memory.time_rules(), spread=True)
    return begun
