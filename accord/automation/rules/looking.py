"""Rules look at an event, one after the other, after it is committed: the one effect of all rules together."""

from collections.abc import Collection
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from accord.automation.models import RuleLook, RuleRun
from accord.automation.rules import applying, breaking, chaining, memory, outcomes
from accord.automation.rules.memory import Known
from accord.automation.triggers import called_by
from accord.conditions.facts import Facts
from accord.core import clock
from accord.core.database import may_fail
from accord.core.records import insert, new
from accord.events.kinds import EventKind, kinds
from accord.events.models import Delivery, Event
from accord.events.reactions import Effect
from accord.tickets.happenings import TicketEvent
from accord.tickets.models import Ticket

KEY = "rules"


def due(happening: EventKind) -> bool:
    """Whether an active rule listens to that: asked in the transaction of every event."""
    listened = memory.triggers()
    return bool(listened) and not listened.isdisjoint(called_by(happening.key, vars(happening)))


def run(event: Event) -> None:
    """Let every rule that listens look at the event, in order. Again is a no-op for what was applied."""
    memory.ask_anew()  # a rule that was switched on a moment ago looks at what happened since
    called = called_by(event.kind, event.data)
    mine = [
        rule for rule in memory.rules() if rule.since <= event.at and not rule.triggers.isdisjoint(called)
    ]
    ticket = Ticket.objects.filter(pk=event.ticket_id or 0).first() if mine else None
    if ticket is not None:
        store(ticket.pk, event.pk, Round(event, ticket).look(mine))


def pending(tickets: Collection[int]) -> set[int]:
    """Those of these tickets with an event at which the rules are still to look for the first time."""
    if not tickets or not memory.triggers():
        return set()
    waits = Delivery.objects.filter(
        effect=KEY, attempts=0, given_up_at__isnull=True, event__ticket_id__in=tickets
    )
    found = dict(waits.values_list("event_id", "event__ticket_id"))
    seen = RuleLook.objects.filter(event_id__in=found).values_list("event_id", flat=True) if found else ()
    done = set(seen)  # the row goes a little later than the look is stored
    return {ticket for event, ticket in found.items() if event not in done and ticket is not None}


class Round:
    """One event under the eyes of the rules."""

    def __init__(self, event: Event, ticket: Ticket) -> None:
        self.event, self.ticket = event, ticket
        self.chain = chaining.of(event)
        self.facts = Facts(ticket, event=event, now=event.at)
        self.stopped_by: int | None = None
        self.left_out: dict[int, int] = {}
        runs = RuleRun.objects.filter(ticket_id=ticket.pk, event_id=event.pk)
        self.applied = set(runs.values_list("rule_id", flat=True))

    def look(self, rules: list[Known]) -> list[list[Any]]:
        """The verdict of each rule, as `RuleLook.verdicts` keeps it."""
        return [self._verdict(rule) for rule in rules]

    def _verdict(self, rule: Known) -> list[Any]:
        stopper = self.stopped_by or self.left_out.get(rule.id)
        if stopper is not None:
            return verdict(rule, outcomes.STOPPED, [], stopper)
        if rule.broken:
            return verdict(rule, outcomes.BROKEN, [])
        if rule.id in self.applied:  # an earlier try of this effect came so far
            self._stops(rule, rule.stop == "all")
            return verdict(rule, outcomes.APPLIED, [])
        terms = asked(rule, self.facts)
        if terms is None:
            return verdict(rule, outcomes.BROKEN, [])
        outcome = self._outcome(rule) if met(terms) else outcomes.NOT_MET
        return verdict(rule, outcome, terms)

    def _outcome(self, rule: Known) -> str:
        why = chaining.cut(rule.id, self.ticket.pk, self.chain)
        if why:
            applying.tell_cut(rule, self.ticket, why)
            return why
        applied = applying.apply(rule, self.ticket, self.facts, self.chain, event=self.event)
        if applied.outcome == outcomes.APPLIED:
            self.facts = Facts(
                self.ticket, event=self.event, now=self.event.at
            )  # the next one sees what this one did
            self._stops(rule, applied.stop)
        return applied.outcome

    def _stops(self, rule: Known, everything: bool) -> None:
        if everything:
            self.stopped_by = rule.id
        elif rule.stop == "listed":
            self.left_out.update(dict.fromkeys(rule.stops, rule.id))


def asked(rule: Known, facts: Facts) -> list[str] | None:
    """A word for each group, a 1 or 0 for each term; None when asking failed, which breaks the rule."""
    try:
        return ["".join("1" if so else "0" for _term, so in group) for group in rule.groups.verdicts(facts)]
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - one rule that cannot be asked must not keep the others
        breaking.mark(rule.id, {"why": "raised", "error": f"{type(error).__name__}: {error}"[:300]})
        return None


def met(terms: list[str]) -> bool:
    """Whether the conditions hold: no group at all, or one without a 0."""
    return not terms or any("0" not in group for group in terms)


def verdict(rule: Known, outcome: str, terms: list[str], more: int | None = None) -> list[Any]:
    """As it is stored, short."""
    return (
        [rule.id, rule.version, outcome, terms]
        if more is None
        else [rule.id, rule.version, outcome, terms, more]
    )


def store(ticket_id: int, event_id: int | None, verdicts: list[list[Any]]) -> None:
    """Keep what the rules saw; a second look at the same event replaces the first."""
    look = new(RuleLook, ticket_id=ticket_id, event_id=event_id, at=clock.now(), verdicts=verdicts)
    if event_id is None:
        insert(look)
        return
    with transaction.atomic():
        try:
            with may_fail():
                insert(look)
        except IntegrityError:
            RuleLook.objects.filter(event_id=event_id).update(verdicts=verdicts)


def effect() -> Effect:
    """The effect, for the wiring: every kind of event on a ticket can call a rule."""
    on_tickets = tuple(kind for _key, kind in kinds.items() if issubclass(kind, TicketEvent))
    return Effect(KEY, on_tickets, run, due=due, leaves=False)
