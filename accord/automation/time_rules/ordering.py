"""When the waits of time rules are over on a ticket, the nearest moment first. Runs in many transactions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from operator import itemgetter

from accord.automation.rules.memory import Known
from accord.automation.time_rules.moments import Since, sinces
from accord.tickets.models import Ticket

Moments = list[tuple[Known, datetime]]
Waits = tuple[tuple[timedelta, Known], ...]  # the shortest first


def in_order(
    ticket: Ticket,
    rules: tuple[Known, ...],
    *,
    until: datetime | None = None,
    earliest: Mapping[int, datetime] | None = None,
) -> Moments:
    """Each rule that counts on this ticket with its moment; broken ones are left out. `until`: only those whose moment
    has come then. Rules in `earliest` (by id) have none before that.
    """
    found: Moments = []
    for since, waits in _by_clock(rules):
        found += _shared(since, waits, ticket, until) if type(since).due is Since.due else [
            (rule, due)
            for wait, rule in waits
            if (due := since.due(ticket, wait)) is not None and (until is None or due <= until)
        ]
    if earliest:
        found = [(rule, max(due, earliest.get(rule.id, due))) for rule, due in found]
    found.sort(key=itemgetter(1))
    return found


def _shared(since: Since, waits: Waits, ticket: Ticket, until: datetime | None) -> Moments:
    """Where the wait begins at one moment for all of them."""
    begun = since.begins(ticket)
    if begun is None:
        return []
    if until is None:
        return [(rule, begun + wait) for wait, rule in waits]
    return [(rule, begun + wait) for wait, rule in takewhile(lambda each: begun + each[0] <= until, waits)]


@lru_cache(maxsize=8)
def _by_clock(rules: tuple[Known, ...]) -> tuple[tuple[Since, Waits], ...]:
    """What the rules count from, each with its rules, the shortest wait first."""
    by_clock: dict[str, tuple[Since, list[tuple[timedelta, Known]]]] = {}
    for rule in rules:
        since = clock_of(rule)
        if since is not None and not rule.broken:
            by_clock.setdefault(since.key, (since, []))[1].append((timedelta(seconds=rule.wait_s), rule))
    return tuple((since, tuple(sorted(waits, key=itemgetter(0)))) for since, waits in by_clock.values())


@lru_cache(maxsize=1024)
def clock_of(rule: Known) -> Since | None:
    """What its wait counts from."""
    return sinces.get(next(iter(rule.triggers), ""))


def due_at(rule: Known, ticket: Ticket) -> datetime | None:
    """When the rule's wait is over; None where it does not count, or is broken."""
    return next((due for _rule, due in in_order(ticket, (rule,))), None)
