"""Trying a rule on history: begun by a person, stopped by one, carried out by `working`."""

import zlib
from array import array
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.automation.models import Rule, RuleTrial
from accord.automation.rules.editing import Wording
from accord.core import clock
from accord.core.database import reading
from accord.core.errors import Invalid
from accord.people.employing import demand_admin
from accord.people.models import Person
from accord.tickets.rows import run

MOST_DAYS = 365
DAYS = (7, 30, 90, 180, 365)  # what the page offers
KEPT = 3  # tries of one rule; the chore of `automation.forgetting` deletes the others
_TOUCHED = "SELECT id FROM ticket WHERE updated_at >= %s"


def start(wording: Wording, days: int, *, by: Person, rule: Rule | None = None) -> RuleTrial:
    """Try this wording, saved or not, on the last `days` days. An earlier try of the same rule that still runs ends.

    Raises NotAllowed, Invalid.
    """
    demand_admin(by)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("days", sentence=_("Choose between a day and a year."))
    clean, now = wording.cleaned(), clock.now()
    with reading():
        ids = sorted(each[0] for each in run(_TOUCHED, [now - timedelta(days=days)]))
    said = {**clean.said(), "name": clean.name, "note": clean.note, "stop": clean.stop, "stops": list(clean.stops)}
    with transaction.atomic():
        mine = RuleTrial.objects.filter(rule=rule) if rule else RuleTrial.objects.filter(rule=None, by=by)
        mine.filter(ended_at__isnull=True).update(ended_at=now, stopped=True)
        return RuleTrial.objects.create(
            rule=rule, by=by, at=now, days=days, said=said, ids=packed(ids), total=len(ids), figures={}
        )


def stop(trial: RuleTrial, *, by: Person) -> None:
    """End it after the batch that it is in; what was found stays. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        RuleTrial.objects.filter(pk=trial.pk, ended_at__isnull=True).update(ended_at=clock.now(), stopped=True)


def wording_of(trial: RuleTrial, **other: Any) -> Wording:
    """What was tried, to be saved or tried again."""
    return Wording(**{**trial.said, **other})


def packed(ids: Sequence[int]) -> bytes:
    """Ids in ascending order, as the differences between them, compressed."""
    steps = array("Q", (each - before for before, each in zip([0, *ids], ids, strict=False)))
    return zlib.compress(steps.tobytes(), 1)


def unpacked(stored: bytes) -> list[int]:
    """`packed` back."""
    steps, ids, last = array("Q"), [], 0
    steps.frombytes(zlib.decompress(stored))
    for each in steps:
        last += each
        ids.append(last)
    return ids
