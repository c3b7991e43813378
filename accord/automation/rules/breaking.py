"""Rules that can no longer work as they were meant: marked, shown with the reason, left out until they are mended."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accord.automation.actions.steps import Done, Steps
from accord.automation.happenings import RuleChanged
from accord.automation.models import Rule
from accord.automation.rules import memory
from accord.automation.time_rules import replanning
from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people.system import system

RAISED, PROBLEM, UNREADABLE = "raised", "problem", "unreadable"
BREAKS = frozenset({"gone", "missing"})  # refusals that will come again on every ticket
MOST = 1000


def mark(rule_id: int, why: dict[str, Any]) -> None:
    """The rule is broken from now on, if it was not; it looks at nothing until it is saved or mended."""
    with transaction.atomic():
        marked = Rule.objects.filter(pk=rule_id, broken_at__isnull=True).update(
            broken_at=clock.now(), broken=why, revision=F("revision") + 1
        )
        if marked:
            record(RuleChanged(rule=rule_id, by_id=system().pk, what="broken"))
            memory.changed()


def noticed(rule_id: int, done: Iterable[Done]) -> None:
    """Break the rule when a step was refused for a reason that will come again."""
    for number, each in enumerate(done):
        if each.refused in BREAKS:
            mark(rule_id, {"why": PROBLEM, "step": number})
            return


def problems(row: Rule) -> list[Promise | str]:
    """What is wrong with the rule's conditions and steps as they stand, as sentences."""
    try:
        found = Groups.parse(row.groups).problems()
    except Invalid as gone:
        found = [str(gone)]
    return [*found, *Steps.parse(row.steps, check=False).problems()]


def reasons(row: Rule) -> list[str]:
    """Why the rule is broken, in the reader's language; empty when it is not."""
    if row.broken_at is None:
        return []
    found = [str(each) for each in problems(row)]
    if row.broken.get("why") == RAISED:
        found.append(_("Carrying it out failed: %(error)s") % {"error": row.broken.get("error", "?")})
    return found or [_("A step of it was refused.")]


def look_at_all() -> int:
    """The chore: mark rules that name what is gone, and mend those whose problem went away by itself. Gives 0."""
    if not memory.rules() and not memory.time_rules():
        return 0
    for row in Rule.objects.filter(active=True, removed_at__isnull=True)[:MOST]:
        wrong = problems(row)
        if wrong and row.broken_at is None:
            mark(row.pk, {"why": PROBLEM})
        elif not wrong and row.broken_at is not None and row.broken.get("why") == PROBLEM:
            mend(row.pk)
    return 0


def mend(rule_id: int) -> None:
    """It works again."""
    with transaction.atomic():
        mended = Rule.objects.filter(pk=rule_id, broken_at__isnull=False).update(
            broken_at=None, broken={}, revision=F("revision") + 1
        )
        if mended:
            record(RuleChanged(rule=rule_id, by_id=system().pk, what="mended"))
            replanning.begin(Rule.objects.get(pk=rule_id))
            memory.changed()
