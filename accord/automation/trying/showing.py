"""A try as its page shows it: the sentences, the curve, and the tickets behind each number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Greatest

from accord.automation.models import RuleTrial, TrialHit
from accord.automation.trying.figures import DAY_S, LONGEST, SOON_S, Figures
from accord.people.rights import Access
from accord.tickets.rows import Row, read
from accord.tickets.seeing import scope_of

PAGE = 50


@dataclass(frozen=True)
class Bar:
    """One wait of the curve: so many endings, so many of them too early. `percent` is None where nothing had ended."""

    day: int
    acts: int
    early: int
    percent: float | None
    safe: bool
    chosen: bool


def bars(figures: Figures) -> list[Bar]:
    """The curve, from one day to thirty."""
    safe = figures.safe_days
    return [
        Bar(
            day,
            figures.acts[day],
            figures.early[day],
            None if (rate := figures.rate(day)) is None else round(100 * rate, 2),
            safe is not None and day >= safe,
            day * DAY_S == figures.wait_s,
        )
        for day in range(1, LONGEST + 1)
    ]


def hits(trial: RuleTrial, wait_s: int, *, early: bool = False, refused: bool = False) -> QuerySet[TrialHit]:
    """The moments behind a number of the page."""
    found = TrialHit.objects.filter(trial=trial, refused=refused, from_s__lte=wait_s)
    found = found.filter(Q(to_s__gt=wait_s) | Q(from_s=0)) if wait_s == 0 else found.filter(to_s__gt=wait_s)
    if early:
        acts_s = Greatest("first_s", Value(wait_s, output_field=BigIntegerField()))
        found = found.filter(again_s__gte=acts_s, again_s__lte=acts_s + SOON_S)
    return found


@dataclass(frozen=True)
class Behind:
    """A ticket behind a number: when the rule would have acted, and when the customer wrote again."""

    row: Row
    at: datetime
    again_at: datetime | None


def behind(
    trial: RuleTrial, access: Access, wait_s: int, *, early: bool = False, refused: bool = False, after: int = 0
) -> tuple[list[Behind], int | None]:
    """A page of the tickets behind a number, as far as the person may see them, and the place of the next page."""
    found = list(hits(trial, wait_s, early=early, refused=refused).filter(id__gt=after).order_by("id")[: PAGE + 1])
    shown = found[:PAGE]
    rows = read([hit.ticket_id for hit in shown], scope_of(access))
    listed = [
        Behind(
            rows[hit.ticket_id],
            hit.began_at + timedelta(seconds=max(wait_s, hit.first_s)),
            hit.began_at + timedelta(seconds=hit.again_s) if hit.again_s is not None else None,
        )
        for hit in shown
        if hit.ticket_id in rows
    ]
    return listed, shown[-1].pk if len(found) > PAGE else None
