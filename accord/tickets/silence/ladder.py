"""The steps of the two rules and when each is due: arithmetic only.

Answered: resolve. Resolved: first reminder, last reminder, close. Each step counts from when the mail of the step
before was taken by the customer's server, and never less than a day from then: a bounce has that long to come back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accord.tickets.models import SilenceRule
from accord.tickets.silence.hours import next_open

ANSWERED, RESOLVED = "answered", "resolved"  # the rules, named by the state that they cover
RESOLVE, FIRST, LAST, CLOSE = "resolve", "first", "last", "close"
FIRST_STEP = {ANSWERED: RESOLVE, RESOLVED: FIRST}
AFTER = {FIRST: LAST, LAST: CLOSE}
DAY = timedelta(days=1)
MOST_DAYS = 90


def is_on(rule: SilenceRule, which: str) -> bool:
    """Whether that one of the two rules is switched on."""
    return rule.answered_on if which == ANSWERED else rule.resolved_on


def wait(rule: SilenceRule, step: str) -> timedelta:
    """How long after the step before; a day at least."""
    days = {
        RESOLVE: rule.answered_days,
        FIRST: rule.first_day,
        LAST: rule.last_day - rule.first_day,
        CLOSE: rule.close_day - rule.last_day,
    }[step]
    return max(timedelta(days=days), DAY)


def due(
    rule: SilenceRule,
    step: str,
    accepted_at: datetime,
    *,
    stepped_at: datetime | None = None,
    away_until: datetime | None = None,
    closes_at: datetime | None = None,
) -> datetime:
    """When `step` may be taken: after its wait, a day after the last step on the ticket, the customer back, and never
    before an announced closing; within the department's hours."""
    moments = [accepted_at + wait(rule, step)]
    if stepped_at is not None:
        moments.append(stepped_at + DAY)
    if away_until is not None:
        moments.append(away_until)
    if closes_at is not None and step == CLOSE:
        moments.append(closes_at)
    return next_open(max(moments), rule)


@dataclass(frozen=True)
class Forecast:
    """What comes when nobody says a word: the steps that are still ahead. `closes` is None for the rule "answered"."""

    step: str
    first: datetime | None = None
    last: datetime | None = None
    closes: datetime | None = None
    resolves: datetime | None = None


def forecast(rule: SilenceRule, step: str, when: datetime) -> Forecast:
    """The steps from `step` on, which is due `when`; each mail is thought to arrive at once."""
    moments = {step: when}
    while step in AFTER:
        before, step = moments[step], AFTER[step]
        moments[step] = due(rule, step, before, stepped_at=before)
    return Forecast(
        next(iter(moments)), moments.get(FIRST), moments.get(LAST), moments.get(CLOSE), moments.get(RESOLVE)
    )
