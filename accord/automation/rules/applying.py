"""Applying a rule to a ticket: once, in one transaction with the note that it was."""

from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, IntegrityError, connection

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Done
from accord.automation.happenings import RuleApplied, RuleCut
from accord.automation.models import RuleRun
from accord.automation.rules import breaking, outcomes
from accord.automation.rules.chaining import HOUR, Chain, because
from accord.automation.rules.memory import Known
from accord.conditions.facts import Facts
from accord.core import clock
from accord.core.database import may_fail
from accord.core.records import insert, new, update
from accord.events.kinds import kinds
from accord.events.models import Event
from accord.events.recording import record
from accord.people.system import system
from accord.tickets import rows
from accord.tickets.lifecycle import locked
from accord.tickets.models import State, Ticket

NOTHING, DONE = "", "done"


class Applied(NamedTuple):
    """What became of it, and whether all rules after it are left out."""

    outcome: str
    stop: bool = False


def apply(
    rule: Known,
    ticket: Ticket,
    facts: Facts,
    chain: Chain,
    *,
    event: Event | None = None,
    state_since: datetime | None = None,
) -> Applied:
    """Carry out the steps for an event (or, of a time rule, for a stay in a state). A second time is a no-op.

    The conditions are asked again when the ticket changed since they were. What the code of a step raises breaks the
    rule, and nothing of it stays. Raises DatabaseError, so that the caller tries all of it again.
    """
    asked, why = ticket.version, because(rule.id, timed=state_since is not None)
    try:
        with locked(ticket, *rule.steps.others()):
            refused = _refusal(rule, ticket, facts, asked, state_since)
            run = None if refused else _claimed(rule, ticket, chain, event, state_since)
            if run is None:
                return Applied(refused or (outcomes.APPLIED if state_since is None else outcomes.BEFORE))
            act = Acting(ticket, by=system(), because=why, facts=facts)
            done = rule.steps.run(act)
            _told(rule, ticket, run, why)
            run.last_event, run.done = newest_event(), [_word(each) for each in done]
            update(run, ["last_event", "done"])
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a step raises is shown at the rule; the others go on
        breaking.mark(rule.id, {"why": "raised", "error": f"{type(error).__name__}: {error}"[:300]})
        return Applied(outcomes.BROKEN)
    breaking.noticed(rule.id, done)
    return Applied(outcomes.APPLIED, act.stop or rule.stop == "all")


def _refusal(rule: Known, ticket: Ticket, facts: Facts, asked: int, state_since: datetime | None) -> str:
    """Why the rule is not applied after all, now that nobody else can change the ticket; empty: it is."""
    if not _still(rule, ticket, facts, asked, state_since):
        return outcomes.NOT_MET
    closed = ticket.state == State.CLOSED
    return outcomes.CLOSED if closed and not any(s.action and s.action.on_closed for s in rule.steps) else ""


def _claimed(
    rule: Known, ticket: Ticket, chain: Chain, event: Event | None, state_since: datetime | None
) -> RuleRun | None:
    """The note that the rule is applied; None when it stands there already."""
    run = new(
        RuleRun,
        rule_id=rule.id,
        ticket_id=ticket.pk,
        event_id=event.pk if event else None,
        state_since=state_since,
        root=chain.root or None,
        depth=chain.depth,
        at=clock.now(),
        first_event=newest_event() + 1,
    )
    try:
        with may_fail():
            insert(run)
    except IntegrityError:
        return None
    return run


def _still(rule: Known, ticket: Ticket, facts: Facts, asked: int, state_since: datetime | None) -> bool:
    if ticket.version == asked:
        return True
    if state_since is not None and ticket.state_changed_at != state_since:
        return False
    return rule.groups.holds(Facts(ticket, event=facts.event, now=facts.now))


def _word(done: Done) -> str:
    return done.refused or (DONE if done.changed else NOTHING)


def _told(rule: Known, ticket: Ticket, run: RuleRun, why: str) -> None:
    """Each application shows in the ticket's history: by the lines of its steps, or by one of its own."""
    made = rows.run("SELECT kind FROM event WHERE ticket_id = %s AND id >= %s", [ticket.pk, run.first_event])
    if not any(found is not None and found.shown for found in (kinds.get(each[0]) for each in made)):
        record(RuleApplied(ticket=ticket.pk, by_id=system().pk, rule=rule.id, because=why))


def tell_cut(rule: Known, ticket: Ticket, why: str) -> None:
    """The ticket's history says that a rule was stopped; once an hour for each rule and reason."""
    told = Event.objects.filter(ticket_id=ticket.pk, kind=RuleCut.key, at__gt=clock.now() - HOUR)
    if any(
        data.get("rule") == rule.id and data.get("why") == why for data in told.values_list("data", flat=True)
    ):
        return
    with locked(ticket):
        record(RuleCut(ticket=ticket.pk, by_id=system().pk, rule=rule.id, why=why))


def newest_event() -> int:
    """The newest event that this transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM event")
        return int(cursor.fetchone()[0] or 0)
