"""What day and what time it is, in the zone of the workspace."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accord.conditions.condition import Condition, Facts, Group, Operator, ValueKind
from accord.conditions.registry import add
from accord.core import options


def here(moment: datetime) -> datetime:
    """The moment on the workspace's own clock."""
    return moment.astimezone(ZoneInfo(options.get("workspace.time_zone")))


@add("weekday")
class WeekdayAsked(Condition):
    label = _("Today")
    help = _("What day of the week it is, in the time zone of the workspace.")
    group = Group.TIME
    operators = (Operator.IS, Operator.IS_NOT)
    kind = ValueKind.WEEKDAYS

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        return (here(facts.now).weekday() in value) is (operator == Operator.IS)


@add("time_of_day")
class TimeOfDayAsked(Condition):
    label = _("The time now")
    help = _("What time it is, in the time zone of the workspace. From 22:00 to 06:00 goes past midnight.")
    group = Group.TIME
    operators = (Operator.IS, Operator.IS_NOT)
    kind = ValueKind.TIME_SPAN

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        begin, end = value
        now = f"{here(facts.now):%H:%M}"
        inside = begin <= now < end if begin < end else now >= begin or now < end
        return inside is (operator == Operator.IS)
