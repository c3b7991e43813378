"""Choosing what a department does about silence. Nothing is on until somebody chooses it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.tickets.happenings import SilenceChanged
from accord.tickets.models import SilenceRule
from accord.tickets.silence import ladder, pulse

DAYS = ("answered_days", "first_day", "last_day", "close_day")
HOURS = ("from_hour", "to_hour")
SWITCHES = ("answered_on", "resolved_on")
FIELDS = (*SWITCHES, *DAYS, *HOURS, "weekdays")


def rule_of(department: Department) -> SilenceRule:
    """The department's rules as they stand; the presets, all off, where nobody has chosen."""
    return SilenceRule.objects.filter(pk=department.pk).first() or SilenceRule(department=department)


def choose(department: Department, *, by: Person, **fields: Any) -> SilenceRule:
    """Change the named fields; what is as it was is no change. A rule covers what reaches its state from now on.

    Raises NotAllowed, Invalid (days out of order, hours, an unknown field), Missing (no weekday).
    """
    demand_admin(by)
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise Invalid(", ".join(sorted(unknown)))
    with transaction.atomic():
        rule = rule_of(department)
        changed = take_over(rule, fields)
        if not changed:
            return rule
        _demand_sound(rule)
        for which in (ladder.ANSWERED, ladder.RESOLVED):
            if f"{which}_on" in changed:
                setattr(rule, f"{which}_since", clock.now() if ladder.is_on(rule, which) else None)
                pulse.begin()
        rule.save()
        record(SilenceChanged(department=department.pk, by_id=by.pk, set=changed))
    return rule


def _demand_sound(rule: SilenceRule) -> None:
    for name in DAYS:
        if not 1 <= getattr(rule, name) <= ladder.MOST_DAYS:
            raise Invalid(
                name, sentence=_("Write a number of days from 1 to %(most)s."), most=ladder.MOST_DAYS
            )
    if not rule.first_day < rule.last_day:
        raise Invalid("last_day", sentence=_("The last reminder comes after the first one."))
    if not rule.last_day < rule.close_day:
        raise Invalid("close_day", sentence=_("Closing comes after the last reminder."))
    if not 0 <= rule.from_hour < rule.to_hour <= 24:
        raise Invalid("to_hour", sentence=_("Write full hours from 0 to 24, the end after the beginning."))
    if not rule.weekdays:
        raise Missing("weekdays", sentence=_("Choose one weekday at least."))
    if set(rule.weekdays) - set("1234567") or rule.weekdays != "".join(sorted(set(rule.weekdays))):
        raise Invalid("weekdays")
