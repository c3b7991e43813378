"""What the timer of a ticket does: each time rule whose moment has come looks at it, once for each stay in a state."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from accord.automation.models import OlderTicket
from accord.automation.rules import applying, chaining, looking, memory, outcomes
from accord.automation.rules.chaining import Chain
from accord.automation.rules.memory import Known
from accord.automation.time_rules import pace, planning
from accord.automation.time_rules.planning import Ran
from accord.conditions.facts import Facts
from accord.core import clock, records
from accord.events.models import Timer
from accord.tickets.lifecycle import hold, locked
from accord.tickets.models import Ticket

ALONE = Chain(0)
SOON = timedelta(seconds=5)


def time_is_up(timer: Timer) -> None:
    """Look again under the lock; nothing that the timer was set for is believed."""
    if not memory.time_rules():
        return
    ticket = records.new(Ticket, id=timer.subject_id)
    try:
        with locked(ticket), planning.held(ticket.pk):
            _look_and_plan(ticket, timer)
    except Ticket.DoesNotExist:  # deleted for good, with all that hung on it
        return


def _look_and_plan(ticket: Ticket, timer: Timer) -> None:
    wait = pace.later(timer)
    if wait is not None:
        planning.put(ticket.pk, wait, {"slot": True})
        return
    if not _free(ticket):
        planning.put(ticket.pk, clock.now() + SOON, timer.data)
        return
    ran = Ran()
    verdicts = look(ticket, memory.time_rules(), ran)
    if verdicts:
        looking.store(ticket.pk, None, verdicts)
    planning.plan(ticket, memory.time_rules(), looked={each[0] for each in verdicts}, ran=ran)


def _free(ticket: Ticket) -> bool:
    """Hold the tickets that the rules change besides. Somebody else holds one: he may wait for this very ticket."""
    reaching = [rule for rule in memory.time_rules() if _reaches_others(rule)]
    if not reaching:
        return True
    come = _come(ticket, memory.time_rules(), Ran())
    others = {other for rule in reaching if rule.id in come for other in rule.steps.others()}
    return all(hold(other) for other in sorted(others))


@lru_cache(maxsize=1024)
def _reaches_others(rule: Known) -> bool:
    return rule.steps.reaches_others


def look(ticket: Ticket, rules: tuple[Known, ...], ran: Ran) -> list[list[Any]]:
    """The verdicts of the rules whose moment has come. A rule that changes the ticket changes it for those after it."""
    verdicts: list[list[Any]] = []
    come = _come(ticket, rules, ran)
    stopped_by: int | None = None
    left_out: dict[int, int] = {}
    for rule in rules:
        if rule.id not in come:
            continue
        stopper = stopped_by or left_out.get(rule.id)
        if stopper is not None:
            verdicts.append(looking.verdict(rule, outcomes.STOPPED, [], stopper))
            continue
        facts = Facts(ticket)
        terms = looking.asked(rule, facts)
        if terms is None:
            verdicts.append(looking.verdict(rule, outcomes.BROKEN, []))
        elif not looking.met(terms):
            verdicts.append(looking.verdict(rule, outcomes.NOT_MET, terms))
        else:
            applied = _apply(rule, ticket, facts)
            verdicts.append(looking.verdict(rule, applied.outcome, terms))
            ran.forget()
            come = _come(ticket, rules, ran)
            if applied.stop:
                stopped_by = rule.id
            elif applied.outcome == outcomes.APPLIED and rule.stop == "listed":
                left_out.update(dict.fromkeys(rule.stops, rule.id))
    return verdicts


def _come(ticket: Ticket, rules: tuple[Known, ...], ran: Ran) -> set[int]:
    """Ids of the rules whose moment has come on the ticket as it is now."""
    return {rule.id for rule, _due in planning.pending(ticket, rules, clock.now(), ran=ran)}


def _apply(rule: Known, ticket: Ticket, facts: Facts) -> applying.Applied:
    why = chaining.cut(rule.id, ticket.pk, ALONE)
    if why:
        applying.tell_cut(rule, ticket, why)
        return applying.Applied(why)
    applied = applying.apply(rule, ticket, facts, ALONE, state_since=ticket.state_changed_at)
    if applied.outcome == outcomes.APPLIED and rule.older:
        OlderTicket.objects.filter(rule_id=rule.id, ticket_id=ticket.pk).delete()
    return applied
