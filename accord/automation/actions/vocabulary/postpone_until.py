"""Putting the ticket aside until a weekday and an hour."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from babel import Locale
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import (
    Action,
    ActionField,
    Choice,
    FieldKind,
    Group,
    Values,
    label_of,
    wrong,
)
from accord.core import clock
from accord.tickets import postponing
from accord.tickets.silence.hours import zone

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def days() -> list[Choice]:
    """Tomorrow, the next working day, or a weekday."""
    names = Locale.parse((get_language() or "en").split("-")[0]).days["stand-alone"]["wide"]
    return [
        Choice("tomorrow", _("tomorrow")),
        Choice("workday", _("the next day from Monday to Friday")),
        *[Choice(key, str(names[number])) for number, key in enumerate(WEEKDAYS)],
    ]


def next_moment(day: str, hour: int) -> datetime:
    """When that day comes next, at that hour in the workspace's time zone; never today. Aware, in UTC."""
    local = clock.now().astimezone(zone())
    ahead = 1
    if day == "workday":
        ahead = max(1, 7 - local.weekday()) if local.weekday() >= 4 else 1
    elif day in WEEKDAYS:
        ahead = (WEEKDAYS.index(day) - local.weekday() - 1) % 7 + 1
    wanted = local.date() + timedelta(days=ahead)
    return datetime.combine(wanted, time(hour), zone()).astimezone(UTC)


@registry.add("postpone_until")
class PostponeUntil(Action):
    label = gettext_lazy("Postpone until a day")
    help = gettext_lazy("In the time zone of the workspace. A day that is today already means the next one.")
    group = Group.STATE
    place = 21
    undone_by = "bring_back"
    fields = (
        ActionField("day", gettext_lazy("Day"), FieldKind.CHOICE, choices=days, default="tomorrow"),
        ActionField("hour", gettext_lazy("Hour"), FieldKind.NUMBER, default=8, required=False),
    )

    def clean(self, values: Mapping[str, Any]) -> Values:
        found = super().clean(values)
        found.setdefault("hour", 8)
        if not 0 <= found["hour"] <= 23:
            raise wrong("hour", _("Choose an hour from 0 to 23."))
        return found

    def run(self, act: Acting, values: Values) -> None:
        postponing.postpone(
            act.ticket, next_moment(values["day"], values["hour"]), by=act.by, because=act.because
        )

    def sentence(self, values: Values) -> str:
        gaps = {"day": label_of(self.fields[0], values["day"]), "hour": f"{values['hour']:02}:00"}
        return _("Postpone it until %(day)s, %(hour)s") % gaps
