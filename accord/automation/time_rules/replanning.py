"""A time rule that is on was changed, or works again: the timers of the tickets that it covers are set anew, range by
range.

Without this a shorter wait would be seen only when the old one is over, and what happened while the rule was broken
never.
"""

from django.db.models import Q

from accord.automation.models import OlderTicket, Rule
from accord.automation.rules import memory
from accord.automation.time_rules import planning
from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.tickets.models import State, Ticket
from accord.tickets.rows import run

TIMER = "time_rule_replan"
RANGE = 2000  # ids in one transaction
_ALL = "SELECT min(id), max(id) FROM ticket"
_BOUNDS = "SELECT min(id), max(id) FROM ticket WHERE updated_at >= %s"


def begin(row: Rule) -> None:
    """Call it in the transaction of the change. What is covered changed after the rule was switched on, or was brought
    to it. Of one that is off, or that is no time rule, nothing is."""
    if row.since is None or not (row.active and row.timed):
        return
    first, last = run(_BOUNDS if not row.older else _ALL, [] if row.older else [row.since])[0]
    if first is not None:
        timers.put(TIMER, ("rule", row.pk), clock.now(), {"next": first, "last": last})


def go_on(timer: Timer) -> None:
    """The timer's work: the next range, until none is left."""
    memory.ask_anew()
    rule = next((each for each in memory.time_rules() if each.id == timer.subject_id), None)
    if rule is None:
        return
    low, last = int(timer.data["next"]), int(timer.data["last"])
    covered = Q(updated_at__gte=rule.since)
    if rule.older:
        covered |= Q(id__in=OlderTicket.objects.filter(rule_id=rule.id).values("ticket_id"))
    rows = Ticket.objects.select_for_update().filter(covered, id__gte=low, id__lt=low + RANGE)
    for ticket in rows.exclude(state=State.CLOSED).order_by("id"):
        planning.plan(ticket, memory.time_rules(), spread=True)
    if low + RANGE <= last:
        timers.put(TIMER, ("rule", rule.id), clock.now(), {"next": low + RANGE, "last": last})
