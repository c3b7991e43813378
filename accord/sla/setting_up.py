"""Setting up levels and their rules: what an administrator does. Each change is checked, recorded and seen at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Max, PositiveSmallIntegerField, When
from django.utils.translation import gettext_lazy as _

from accord.conditions.groups import Groups
from accord.core.errors import Invalid, Missing, NotFound, NotPossible
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person
from accord.sla import known, recounting, running
from accord.sla.happenings import ServiceSetUp
from accord.sla.kinds import KINDS
from accord.sla.models import BusinessHours, Clock, Level, LevelRule
from accord.sla.steps import DEEDS

LEAST_S, MOST_S = 15, 366 * 86400
MOST_STEPS = 12
Targets = Mapping[str, Sequence[int | None]]


def save_level(
    level: Level,
    *,
    by: Person,
    name: str,
    hours: BusinessHours | None,
    targets: Targets,
    steps: Sequence[Mapping[str, Any]] = (),
    count_postponed: bool = False,
    count_waiting: bool = False,
    is_on: bool = True,
) -> Level:
    """Store a new or changed level. Clocks that run under it keep what they have counted; what is still to go is
    counted anew (`recounting`). Raises NotAllowed, Missing (name, any target), Invalid.
    """
    demand_admin(by)
    level.name = _name(name)
    level.hours = hours
    level.targets = clean_targets(targets)
    level.steps = clean_steps(steps)
    level.count_postponed, level.count_waiting, level.is_on = count_postponed, count_waiting, is_on
    made = level.pk is None
    with transaction.atomic():
        if not made:
            _keep_taken(Level.objects.select_for_update().get(pk=level.pk), level)
        level.save()
        _changed(by, "level", level.pk, level.name, "made" if made else "changed")
        if not made:
            recounting.begin()
    return level


def _keep_taken(before: Level, level: Level) -> None:
    """Steps that come or go leave each running clock with the same steps still to take."""
    old, new = known.promise_of(before, None), known.promise_of(level, None)
    counts = {count: running.taken(old, count, new) for count in range(1, len(old.steps) + 1)}
    moved = [When(steps_done=count, then=now) for count, now in counts.items() if now != count]
    if moved:
        rows = Clock.objects.filter(level_id=level.pk, ended_at__isnull=True, steps_done__gt=0)
        rows.update(steps_done=Case(*moved, default=F("steps_done"), output_field=PositiveSmallIntegerField()))


def remove_level(level: Level, *, by: Person) -> None:
    """Take a level away, with its rules; the log keeps it. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        LevelRule.objects.filter(level=level).delete()
        level.removed, level.is_on = True, False
        level.save(update_fields=["removed", "is_on"])
        _changed(by, "level", level.pk, level.name, "removed")
        recounting.begin()


def save_rule(
    rule: LevelRule, *, by: Person, name: str, conditions: Groups, level: Level | None, is_on: bool = True
) -> LevelRule:
    """Store a new rule (it comes last) or a changed one. Raises NotAllowed, NotPossible (its level is gone)."""
    demand_admin(by)
    if level is not None and level.removed:
        raise NotPossible("level", sentence=_("That service level is no longer there."))
    made = rule.pk is None
    with transaction.atomic():
        if made:
            rule.position = (LevelRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        rule.name = " ".join(name.split())[:120]
        rule.conditions, rule.level, rule.is_on = conditions.stored(), level, is_on
        rule.save()
        _changed(by, "rule", rule.pk, rule.name or conditions.sentence()[:120], "made" if made else "changed")
    return rule


def remove_rule(rule: LevelRule, *, by: Person) -> None:
    """Take a rule away; tickets keep their level until they are looked at again. Raises NotAllowed."""
    demand_admin(by)
    number, name = rule.pk, rule.name or "#" + str(rule.pk)
    with transaction.atomic():
        rule.delete()
        _changed(by, "rule", number, name, "removed")


def move_rule(rule: LevelRule, up: bool, *, by: Person) -> None:
    """One place up or down in the order; at the end a no-op. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        rows = list(LevelRule.objects.select_for_update())
        place = next((at for at, row in enumerate(rows) if row.pk == rule.pk), None)
        if place is None:
            raise NotFound("rule")
        other = place + (-1 if up else 1)
        if not 0 <= other < len(rows):
            return
        rows[place], rows[other] = rows[other], rows[place]
        for at, row in enumerate(rows):
            if row.position != at:
                LevelRule.objects.filter(pk=row.pk).update(position=at)
        _changed(by, "order", 0, "", "changed")


def clean_targets(targets: Targets) -> dict[str, list[int | None]]:
    """Four targets for each clock that has any. Raises Missing, Invalid."""
    found: dict[str, list[int | None]] = {}
    for kind, row in targets.items():
        if kind not in KINDS or len(row) != 4:
            raise Invalid("targets")
        for seconds in row:
            if seconds is not None and not LEAST_S <= seconds <= MOST_S:
                raise Invalid(
                    "targets", sentence=_("A time is between 15 seconds and a year of working time.")
                )
        if any(seconds is not None for seconds in row):
            found[kind] = list(row)
    if not found:
        raise Missing("targets", sentence=_("Promise at least one time."))
    return found


def clean_steps(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Steps in the order of their moments. Raises Invalid."""
    if len(steps) > MOST_STEPS:
        raise Invalid("steps", sentence=_("That are too many steps."))
    found = []
    for each in steps:
        if each.get("do") not in DEEDS or not isinstance(each.get("at"), int) or abs(each["at"]) > MOST_S:
            raise Invalid("steps", sentence=_("Choose what is done, and when."))
        found.append({"at": each["at"], "do": each["do"], "answers": bool(each.get("answers", True))})
    return sorted(found, key=lambda each: each["at"])


def _name(name: str) -> str:
    name = " ".join(name.split())[:120]
    if not name:
        raise Missing("name", sentence=_("It needs a name."))
    return name


def _changed(by: Person, what: str, number: int, name: str, did: str) -> None:
    known.changed()
    record(ServiceSetUp(by_id=by.pk, what=what, number=number, name=name, did=did))


def changed_hours(by: Person, hours: BusinessHours, did: str) -> None:
    """Business hours were changed: see `setting_hours`."""
    _changed(by, "hours", hours.pk, hours.name, did)
    if did == "changed":
        recounting.begin()
