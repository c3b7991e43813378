"""What rules saw long ago, and tries of long ago, are forgotten; what they did stands in the tickets' history."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.automation.models import RuleLook, RuleTrial, TrialHit
from accord.automation.trying.starting import KEPT
from accord.core import clock, options

AT_ONCE = 500  # rows a transaction
TRIES_KEPT = timedelta(days=30)

options.define(
    "automation.looks_days",
    90,
    _("How long “why” is kept, in days"),
    _("What each rule saw of each ticket. What rules did stands in the tickets' history for good."),
)


def forget() -> int:
    """The chore: delete a batch of what has served its time; gives how many rows."""
    return _looks() + _tries()


def _looks() -> int:
    """The oldest looks, read in the order in which they were written: `at` has no index."""
    old = clock.now() - timedelta(days=int(options.get("automation.looks_days")))
    oldest = RuleLook.objects.order_by("id").values_list("id", "at")[:AT_ONCE]
    ids = [number for number, at in oldest if at < old]
    if ids:
        with transaction.atomic():
            RuleLook.objects.filter(id__in=ids).delete()
    return len(ids)


def _tries() -> int:
    """The first try that is too old, or that newer ones of its rule have replaced: some of its rows, at last itself."""
    old, seen = clock.now() - TRIES_KEPT, dict[tuple[int | None, int], int]()
    for trial in RuleTrial.objects.filter(ended_at__isnull=False).only("id", "rule_id", "by_id", "at").order_by("-id"):
        key = (trial.rule_id, 0 if trial.rule_id else trial.by_id)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > KEPT or trial.at < old:
            ids = list(TrialHit.objects.filter(trial=trial).order_by("id").values_list("id", flat=True)[:AT_ONCE])
            with transaction.atomic():
                if ids:
                    TrialHit.objects.filter(id__in=ids).delete()
                else:
                    trial.delete()
            return len(ids) + 1
    return 0
