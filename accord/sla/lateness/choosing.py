"""Choosing what a department does when an answer is late. Nothing is on until somebody chooses it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.core.errors import Invalid, Missing
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.sla.happenings import LateRuleChanged
from accord.tickets.models import LateRule

# Departments whose ladder is on, between commas: every process knows without a statement that there is none.
options.define("tickets.late_departments", "", _("Where late answers are followed up"), shown=False)

ASSIGNEE, SUPERVISOR, ANOTHER, PROPOSE = "assignee", "supervisor", "another", "propose"
STEPS = (ASSIGNEE, SUPERVISOR, ANOTHER, PROPOSE)
FIELDS = ("is_on", *(f"{step}_h" for step in STEPS))
MOST_HOURS = 24 * 60


def is_on(department_id: int) -> bool:
    """Whether the department's ladder is on."""
    chosen = str(options.get("tickets.late_departments"))
    return bool(chosen) and department_id in _numbers(chosen)


def anywhere() -> bool:
    """Whether any department's ladder is on."""
    return bool(options.get("tickets.late_departments"))


@lru_cache(maxsize=64)
def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(each) for each in text.split(","))


def rule_of(department: Department) -> LateRule:
    """The department's ladder as it stands; the presets, off, where nobody has chosen."""
    return LateRule.objects.filter(pk=department.pk).first() or LateRule(department=department)


def steps_of(rule: LateRule) -> list[tuple[str, int]]:
    """(step, hours after the answer was due) of the steps that are taken, in their order."""
    every = ((step, getattr(rule, f"{step}_h")) for step in STEPS)
    return [(step, hours) for step, hours in every if hours is not None]


def choose(department: Department, *, by: Person, **fields: Any) -> LateRule:
    """Change the named fields; what is as it was is no change. It speaks of tickets that begin to wait from now.

    Raises NotAllowed, Invalid (hours out of order or too many, an unknown field), Missing (no step at all).
    """
    demand_admin(by)
    if unknown := set(fields) - set(FIELDS):
        raise Invalid(", ".join(sorted(unknown)))
    with transaction.atomic():
        rule = rule_of(department)
        changed = take_over(rule, fields)
        if not changed:
            return rule
        _demand_sound(steps_of(rule))
        rule.save()
        on = LateRule.objects.filter(is_on=True, department__is_active=True).order_by("pk")
        options.put("tickets.late_departments", _joined(on.values_list("pk", flat=True)))
        record(LateRuleChanged(department=department.pk, by_id=by.pk, set=changed))
    return rule


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(str(each) for each in numbers)


def _demand_sound(steps: list[tuple[str, int]]) -> None:
    if not steps:
        raise Missing("is_on", sentence=_("Leave one step at least, or switch the ladder off."))
    for (_before, earlier), (step, hours) in zip([("", 0), *steps], steps, strict=False):
        if not 0 <= hours <= MOST_HOURS:
            raise Invalid(
                f"{step}_h", sentence=_("Write a number of hours from 0 to %(most)s."), most=MOST_HOURS
            )
        if hours < earlier:
            raise Invalid(f"{step}_h", sentence=_("It comes after the step before it."))
