"""The chore that carries out tries: some hundred tickets at a time, read in one short transaction, then written."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accord.automation.models import Rule, RuleTrial, TrialHit
from accord.automation.rules import memory
from accord.automation.trying import past
from accord.automation.trying.examining import Stretch, Trial
from accord.automation.trying.figures import Figures
from accord.automation.trying.starting import unpacked
from accord.core import clock, records
from accord.core.database import alone, reading
from accord.messaging.notices import giving, wording

BATCH = 500  # tickets
MOST_HITS = 100_000  # kept, to be shown ticket by ticket; all are counted
_ids: dict[int, list[int]] = {}


@wording.elsewhere.add("trial")
def told(data: Mapping[str, Any]) -> tuple[str, str]:
    """In the list of news of who started it."""
    return _("A rule has been tried on your history"), f"/settings/rules/tries/{data.get('trial')}/"


def work() -> int:
    """The next batch of the oldest try that runs; gives 1 when there was one."""
    trial = RuleTrial.objects.filter(ended_at__isnull=True).order_by("id").first()
    if trial is None:
        _ids.clear()
        return 0
    with alone("rule-trial") as mine:
        if mine:
            _batch(trial.pk)
    return int(mine)


def _batch(number: int) -> None:
    trial = RuleTrial.objects.filter(pk=number, ended_at__isnull=True).first()
    if trial is None:
        return
    ids = _of(trial)[trial.done : trial.done + BATCH]
    figures = Figures.of(trial) if trial.figures else _begin(trial)
    events, hits, problem = 0, [], ""
    past.forget()
    try:
        examining = trial_of(trial)
        with reading():
            for life in past.lives(ids, trial.at, examining.without, promised=examining.by_due):
                found = examining.examine(life)
                events += found.events
                figures.add(found)
                hits += [_hit(trial, life.ticket.pk, each) for each in found.stretches]
    except Exception as error:  # noqa: BLE001 - a condition that cannot be asked ends the try, and says so
        problem = f"{type(error).__name__}: {error}"[:200]
    hits = hits[: max(0, MOST_HITS - figures.kept)]
    figures.kept += len(hits)
    with transaction.atomic():
        still = RuleTrial.objects.select_for_update().filter(pk=number, ended_at__isnull=True).first()
        if still is None:
            return
        records.insert_all(hits)
        still.done, still.events, still.figures = still.done + len(ids), still.events + events, figures.stored()
        if problem or still.done >= still.total:
            still.ended_at, still.problem, still.stopped = clock.now(), problem, bool(problem)
            giving.tell_done(still.by, still.at, {"what": "trial", "trial": still.pk})
        still.save(update_fields=["done", "events", "figures", "ended_at", "problem", "stopped"])


def trial_of(trial: RuleTrial) -> Trial:
    """The rule that is tried, with its window."""
    said = {name: value for name, value in trial.said.items() if name not in ("note", "stops")}
    row = Rule(pk=trial.rule_id, since=trial.at - timedelta(days=trial.days), **said)
    assert row.since is not None
    return Trial(memory.known(row), row.timed, row.since, trial.at)


def _begin(trial: RuleTrial) -> Figures:
    examining = trial_of(trial)
    return Figures(wait_s=examining.wait_s, ends=examining.ends, curve=examining.curve)


def _hit(trial: RuleTrial, ticket_id: int, stretch: Stretch) -> TrialHit:
    return records.new(TrialHit, trial_id=trial.pk, ticket_id=ticket_id, **stretch._asdict())


def _of(trial: RuleTrial) -> list[int]:
    """The try's ids, unpacked once."""
    if trial.pk not in _ids:
        _ids.clear()
        _ids[trial.pk] = unpacked(bytes(trial.ids))
    return _ids[trial.pk]
