"""When the time rules must next look at a ticket: one timer a ticket, set anew in the transaction of each change.

So nothing is ever scanned. What a ticket's own columns exclude is left out when the timer is set, because only an event
can change it, and each event sets the timer anew. What can change without one (the hour, the customer's company) is
asked when the timer is due, and again each hour while all the rest holds.
"""

import json
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection

from accord.automation.models import OlderTicket
from accord.automation.rules import memory
from accord.automation.rules.memory import Known
from accord.automation.time_rules import pace
from accord.automation.time_rules.ordering import clock_of, in_order
from accord.conditions.condition import Group
from accord.conditions.facts import Facts
from accord.conditions.groups import Term
from accord.conditions.operators import Operator
from accord.core import clock, records
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.sla.happenings import LevelChanged
from accord.tickets.happenings import MessageReceived, MessageSent, TicketEvent
from accord.tickets.lifecycle import in_hand
from accord.tickets.models import State, Ticket
from accord.tickets.rows import adapted, run

TIMER = "time_rules"
AGAIN = timedelta(hours=1)  # when a rule looks again whose only unmet conditions are of time or of other rows
_BY_TIME = frozenset(
    {
        Operator.OLDER_THAN, Operator.YOUNGER_THAN, Operator.BEFORE, Operator.AFTER, Operator.MORE_THAN,
        Operator.LESS_THAN,
    }
)  # fmt: skip
_MOVES = (MessageReceived, MessageSent, LevelChanged)  # without a column of its own in the event
_RAN = "SELECT rule_id FROM rule_run WHERE ticket_id = %s AND state_since = %s"
_DROP = "DELETE FROM timer WHERE kind = %s AND subject_kind = 'ticket' AND subject_id = %s"
_PUT = (
    "INSERT INTO timer (kind, subject_kind, subject_id, due_at, data, attempts, last_error)"
    " VALUES (%s, 'ticket', %s, %s, %s, 0, '') ON CONFLICT (kind, subject_kind, subject_id)"
    " DO UPDATE SET due_at = excluded.due_at, data = excluded.data, attempts = 0, last_error = ''"
)


def react(happening: EventKind, event: Event) -> None:
    """Set the ticket's timer as the change that just happened asks for."""
    rules = memory.time_rules()
    if (
        not rules
        or not isinstance(happening, TicketEvent)
        or happening.ticket == getattr(_held, "ticket", None)
    ):
        return
    if happening.set or isinstance(happening, _MOVES) or happening.key in _asked_about(rules):
        ticket = in_hand(happening.ticket) or records.find(Ticket, "id", happening.ticket)
        if ticket is not None:
            plan(ticket, rules)


def ranked(ticket: Ticket) -> None:
    """Its answer is due at another moment, although nothing happened to it: set its timer anew."""
    rules = memory.time_rules()
    if rules:
        plan(ticket, rules, spread=True)


@lru_cache(maxsize=8)
def _asked_about(rules: tuple[Known, ...]) -> frozenset[str]:
    """The columns, and the events without one, that change what these rules ask for."""
    return frozenset[str]().union(*(rule.groups.looks_at for rule in rules))


@contextmanager
def held(ticket_id: int) -> Iterator[None]:
    """While time rules change this ticket its timer is left alone: they plan it anew when they are done."""
    _held.ticket = ticket_id
    try:
        yield
    finally:
        _held.ticket = None


_held = threading.local()


class Ran:
    """Ids of the time rules that were applied to a ticket in its present stay in its state; read once for each stay."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._ids: set[int] = set()

    def of(self, ticket: Ticket) -> set[int]:
        if self._since is None or self._since != ticket.state_changed_at:
            self._ids = {each[0] for each in run(_RAN, [ticket.pk, ticket.state_changed_at])}
            self._since = ticket.state_changed_at
        return self._ids

    def forget(self) -> None:
        """One more was applied: what is known is read again."""
        self._since = None


def plan(
    ticket: Ticket,
    rules: tuple[Known, ...],
    looked: Collection[int] = (),
    *,
    spread: bool = False,
    ran: Ran | None = None,
) -> None:
    """Set the timer for the nearest moment at which one of these rules may have something to do, or take it away.

    `looked`: rules that looked just now in vain. `spread`: it is one of many tickets that are planned together, so what
    is due already is spread over time.
    """
    now = clock.now()
    moments = in_order(ticket, rules, earliest=dict.fromkeys(looked, now + AGAIN))
    first = next(_standing(ticket, moments, ran or Ran()), None)
    if first is not None:
        due = max(first[1], now)
        put(ticket.pk, pace.slot(now) if spread and due == now else due)
    else:
        with connection.cursor() as cursor:
            cursor.execute(_DROP, [TIMER, ticket.pk])


def put(ticket_id: int, due_at: datetime, data: dict[str, object] | None = None) -> None:
    """Set the timer; one that stands is moved. In one statement, because this runs in many transactions."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [TIMER, ticket_id, adapted(due_at), json.dumps(data or {})])


def pending(
    ticket: Ticket, rules: tuple[Known, ...], until: datetime | None = None, *, ran: Ran | None = None
) -> list[tuple[Known, datetime]]:
    """Rules that are still to look at the ticket in its present state, each with its moment, the nearest first;
    `until`: only those whose moment has come then.
    """
    return list(_standing(ticket, in_order(ticket, rules, until=until), ran or Ran()))


def _standing(
    ticket: Ticket, moments: Iterable[tuple[Known, datetime]], ran: Ran
) -> Iterator[tuple[Known, datetime]]:
    """Of these those that may still do something in the ticket's present state. What must be read for that is read
    when the first one asks for it.
    """
    facts, known = Facts(ticket), dict[Asked, bool]()
    wanted: set[int] | None = None
    for rule, due in moments:
        if not (may_act(rule, ticket) and possible(rule, facts, known)) or rule.id in ran.of(ticket):
            continue
        if not _begun(rule, ticket):
            if not rule.older:
                continue
            wanted = _older(ticket) if wanted is None else wanted
            if rule.id not in wanted:
                continue
        yield rule, due


def _older(ticket: Ticket) -> set[int]:
    """Ids of the rules that were brought to this ticket although it is older than they are."""
    return set(OlderTicket.objects.filter(ticket_id=ticket.pk).values_list("rule_id", flat=True))


def _begun(rule: Known, ticket: Ticket) -> bool:
    """Whether what it counts from began after the rule was switched on."""
    since = clock_of(rule)
    begun = since.begins(ticket) if since is not None else None
    return begun is not None and begun >= rule.since


def may_act(rule: Known, ticket: Ticket) -> bool:
    """Closed tickets are for steps that leave them alone (DOMAIN 6.4)."""
    return ticket.state != State.CLOSED or _leaves_alone(rule)


@lru_cache(maxsize=1024)
def _leaves_alone(rule: Known) -> bool:
    return any(step.action is not None and step.action.on_closed for step in rule.steps)


def possible(rule: Known, facts: Facts, known: dict["Asked", bool]) -> bool:
    """Whether the conditions hold, or could come to hold without an event of this ticket. Rules ask much the same:
    `known` has what was asked of these facts before.
    """
    for group in _fixed(rule):
        for asked in group:
            so = known.get(asked)
            if so is None:
                so = known[asked] = asked.term.holds(facts)
            if not so:
                break
        else:
            return True
    return False


class Asked:
    """A term that equals another one that asks the same."""

    __slots__ = ("_hash", "key", "term")

    def __init__(self, term: Term) -> None:
        self.term, self.key = term, (term.key, term.operator, json.dumps(term.value))
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.key == other.key


@lru_cache(maxsize=1024)
def _fixed(rule: Known) -> tuple[tuple[Asked, ...], ...]:
    """Of each group the terms whose answer only an event can change."""
    groups = rule.groups.groups or ((),)
    return tuple(tuple(Asked(term) for term in group if not changes_alone(term)) for group in groups)


def changes_alone(term: Term) -> bool:
    """Whether its answer can change while nothing happens to the ticket."""
    asked = term.condition
    return term.operator in _BY_TIME or asked.group != Group.TICKET or asked.apart
