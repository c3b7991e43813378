"""Making, changing, ordering, switching and removing rules: the verbs of their pages and of the API."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accord.automation.actions.steps import Steps
from accord.automation.happenings import RuleChanged
from accord.automation.models import Rule, RuleVersion
from accord.automation.rules import breaking, memory
from accord.automation.time_rules import older, replanning
from accord.automation.time_rules.moments import sinces
from accord.automation.triggers import triggers
from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Conflict, Invalid, NotPossible
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person

LONGEST_NAME = 120
LONGEST_WAIT_S = 10 * 365 * 86400
STOPS = ("", "all", "listed")
MOST = 500

_CHANGED = _(
    "Somebody changed this rule meanwhile. Yours stands below: save it again to put it in its place,"
    " or open the rule anew."
)


@dataclass(frozen=True)
class Wording:
    """What a rule says. `groups` and `steps` are JSON as `Groups.stored` and `Steps.stored` give it."""

    name: str
    triggers: Sequence[str]
    steps: Any
    groups: Any = field(default_factory=list)
    timed: bool = False
    wait_s: int | None = None
    note: str = ""
    stop: str = ""
    stops: Sequence[int] = ()

    def cleaned(self) -> "Wording":
        """The same, checked. Raises Invalid with the field as its detail and a sentence."""
        name = " ".join(self.name.split())
        if not name or len(name) > LONGEST_NAME:
            raise Invalid("name", sentence=_("Give the rule a name of up to 120 letters."))
        steps = Steps.parse(self.steps)
        if not len(steps):
            raise Invalid("steps", sentence=_("Say what the rule does."))
        if self.stop not in STOPS:
            raise Invalid("stop")
        stops = sorted({int(each) for each in self.stops}) if self.stop == "listed" else []
        return Wording(
            name=name,
            triggers=_triggers(self.triggers, self.timed),
            steps=steps.stored(),
            groups=Groups.parse(self.groups).stored(),
            timed=self.timed,
            wait_s=_wait(self.wait_s) if self.timed else None,
            note=self.note.strip()[:2000],
            stop=self.stop,
            stops=stops,
        )

    def said(self) -> dict[str, Any]:
        """What a version keeps."""
        return {
            "timed": self.timed,
            "triggers": list(self.triggers),
            "wait_s": self.wait_s,
            "groups": self.groups,
            "steps": self.steps,
        }


def _triggers(keys: Sequence[str], timed: bool) -> list[str]:
    known = sinces if timed else triggers
    found = list(dict.fromkeys(keys))
    if not found or any(key not in known for key in found) or (timed and len(found) != 1):
        raise Invalid("triggers", sentence=_("Choose what the rule waits for."))
    return found


def _wait(seconds: int | None) -> int:
    if seconds is None or not 60 <= seconds <= LONGEST_WAIT_S:
        raise Invalid("wait_s", sentence=_("Write how long, a minute at least."))
    return int(seconds)


def make(wording: Wording, *, by: Person, what: str = "made") -> Rule:
    """A new rule, last of all and switched off. Raises NotAllowed, Invalid."""
    demand_admin(by)
    clean = wording.cleaned()
    with transaction.atomic():
        if Rule.objects.filter(removed_at__isnull=True).count() >= MOST:
            raise NotPossible("rule", sentence=_("There are too many rules; remove some first."))
        last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
        row = Rule(position=last + 1, made_at=clock.now(), **_columns(clean))
        row.save(force_insert=True)
        _keep(row, clean, by, what)
    return row


def change(row: Rule, wording: Wording, *, by: Person, seen: int | None = None) -> Rule:
    """Another wording; what is switched on stays on, and a broken one works again if it now can.

    A time rule that becomes another looks at nothing from before this change. `seen` is the number of the wording that
    the person had before him. Raises Conflict where that is no longer the present one, NotAllowed, Invalid.
    """
    demand_admin(by)
    clean = wording.cleaned()
    with transaction.atomic():
        row = Rule.objects.select_for_update().get(pk=row.pk)
        said, before = clean.said(), RuleVersion.objects.filter(rule=row, number=row.version).first()
        anew = before is None or before.said != said
        if anew and seen not in (None, row.version):
            raise Conflict("rule", sentence=_CHANGED)
        for name, value in _columns(clean).items():
            setattr(row, name, value)
        mended = row.broken_at is not None
        row.broken_at, row.broken = None, {}
        if anew:
            row.version += 1
            if row.timed and row.active and (before is None or _other_moment(before.said, said)):
                row.since, row.older = clock.now(), False
                older.leave(row)
        row.revision += 1
        row.save()
        if anew:
            _keep(row, clean, by, "changed")
        if anew or mended:
            replanning.begin(row)
        memory.changed()
    return row


def _other_moment(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return any(before.get(name) != now[name] for name in ("timed", "triggers"))


def _columns(clean: Wording) -> dict[str, Any]:
    return {
        "name": clean.name,
        "note": clean.note,
        "timed": clean.timed,
        "triggers": list(clean.triggers),
        "wait_s": clean.wait_s,
        "groups": clean.groups,
        "steps": clean.steps,
        "stop": clean.stop,
        "stops": list(clean.stops),
    }


def _keep(row: Rule, clean: Wording, by: Person, what: str) -> None:
    RuleVersion.objects.create(rule=row, number=row.version, said=clean.said(), by=by, at=clock.now())
    record(RuleChanged(rule=row.pk, by_id=by.pk, what=what, number=row.version))
    memory.changed()


def switch(row: Rule, on: bool, *, by: Person) -> Rule:
    """On: it looks at what happens from now. Twice is a no-op. Raises NotAllowed, NotPossible when it is broken."""
    demand_admin(by)
    with transaction.atomic():
        row = Rule.objects.select_for_update().get(pk=row.pk)
        if row.active == on or row.removed_at is not None:
            return row
        wrong = breaking.problems(row) if on else []
        if wrong:
            raise NotPossible("rule", sentence=wrong[0])
        row.active, row.since = on, clock.now() if on else None
        row.broken_at, row.broken, row.older = None, {}, False
        older.leave(row)
        row.revision += 1
        row.save()
        record(RuleChanged(rule=row.pk, by_id=by.pk, what="on" if on else "off"))
        memory.changed()
    return row


def clone(row: Rule, *, by: Person) -> Rule:
    """A copy, switched off. Raises NotAllowed."""
    name = (_("%(name)s (copy)") % {"name": row.name})[:LONGEST_NAME]
    return make(wording_of(row, name=str(name)), by=by, what="cloned")


def wording_of(row: Rule, **other: Any) -> Wording:
    """What a rule says, with other values for some of it."""
    values = {name: getattr(row, name) for name in Wording.__dataclass_fields__}
    return Wording(**{**values, **other})


def order(ids: Sequence[int], *, by: Person) -> None:
    """Put the rules in this order; those that are not named keep their order behind them. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        rows = list(
            Rule.objects.select_for_update().filter(removed_at__isnull=True).order_by("position", "id")
        )
        wanted = {number: place for place, number in enumerate(ids)}
        rows.sort(key=lambda row: wanted.get(row.pk, len(wanted)))
        for place, row in enumerate(rows, 1):
            if row.position != place:
                Rule.objects.filter(pk=row.pk).update(position=place, revision=F("revision") + 1)
        memory.changed()


def remove(row: Rule, *, by: Person) -> None:
    """It does nothing any more and is in no list; tickets still name it. Twice is a no-op. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        row = Rule.objects.select_for_update().get(pk=row.pk)
        if row.removed_at is None:
            row.active, row.removed_at, row.revision = False, clock.now(), row.revision + 1
            row.save()
            record(RuleChanged(rule=row.pk, by_id=by.pk, what="removed"))
            memory.changed()
