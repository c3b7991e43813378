"""Rules that call each other: where a chain began, how long it is, and where it is cut."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accord.automation.models import RuleRun
from accord.automation.rules import outcomes
from accord.core import clock, options
from accord.events.models import Event
from accord.tickets.rows import run

RULE, TIME_RULE = "rule", "time_rule"
DEEPEST = 10  # rules that call each other
HOUR = timedelta(hours=1)
_NEAR = timedelta(minutes=5)

options.define(
    "automation.runs_per_hour",
    20,
    _("How often one rule may be applied to one ticket, an hour at most"),
    _("So that a rule and a machine that answers mails do not keep each other busy."),
)


@dataclass(frozen=True)
class Chain:
    """`root` is the event with which it began, `depth` the number of rules between."""

    root: int
    depth: int = 0


def because(rule_id: int, *, timed: bool = False) -> str:
    """What stands on each event that a rule brings about."""
    return f"{TIME_RULE if timed else RULE}:{rule_id}"


def of(event: Event) -> Chain:
    """The chain in which an event stands: a new one, unless a rule brought it about."""
    kind, _colon, number = str(event.data.get("because", "")).partition(":")
    if kind not in (RULE, TIME_RULE) or not number.isdecimal():
        return Chain(event.pk)
    runs = RuleRun.objects.filter(rule_id=int(number), first_event__lte=event.pk, last_event__gte=event.pk)
    found = runs.filter(ticket_id=event.ticket_id or 0).order_by("-id").first()
    if found is None:  # it changed another ticket than the one that it was applied to
        found = runs.filter(at__gt=event.at - _NEAR, at__lt=event.at + _NEAR).order_by("-at").first()
    if found is None:
        return Chain(event.pk, 1)
    return Chain(found.root or found.first_event or event.pk, found.depth + 1)


def cut(rule_id: int, ticket_id: int, chain: Chain) -> str:
    """Why this rule must not be applied here again, as a key of `outcomes.CUT`; empty when it may.

    Once in a chain, whatever the rules between; so a chain ends, however they are written.
    """
    if chain.depth >= DEEPEST:
        return outcomes.DEEP
    if chain.depth and run(f"{_RUNS} AND root = %s LIMIT 1", [ticket_id, rule_id, chain.root]):
        return outcomes.CIRCLE
    most = int(options.get("automation.runs_per_hour"))
    recent = run(f"{_RUNS} AND at > %s LIMIT %s", [ticket_id, rule_id, clock.now() - HOUR, most])
    return outcomes.OFTEN if len(recent) >= most else ""


_RUNS = "SELECT 1 FROM rule_run WHERE ticket_id = %s AND rule_id = %s"
