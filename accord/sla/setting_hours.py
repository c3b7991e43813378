"""Setting up business hours: the week, the zone, the holidays of a country, own days."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.people.employing import demand_admin
from accord.people.models import Person
from accord.sla import holiday_days, known, recounting, setting_up
from accord.sla.hours import DAY
from accord.sla.models import BusinessHours, Holiday

TIMER = "sla.holidays"
YEARS_AHEAD = 3
_BELIEVED = timedelta(days=182)  # governments change them
MOST_SPANS = 8
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
Week = Sequence[Sequence[Sequence[int]]]


def read_day(text: str) -> list[list[int]]:
    """What somebody wrote for one day, such as "9:00-12:30, 13:15-17": spans of minutes, in order. Raises Invalid.

    Only what lies within the day: `read_week` knows of spans over midnight.
    """
    found = []
    for part in re.split(r"[,;\n]", text):
        if part.strip():
            found.append(_span(part))
    return found


def read_week(texts: Sequence[str]) -> list[list[list[int]]]:
    """Seven days as somebody wrote them, Monday first; a span over midnight goes on on the next day. Raises Invalid."""
    week: list[list[list[int]]] = [[] for _ in range(7)]
    for place, text in enumerate(texts[:7]):
        for begin, end in read_day(text):
            if begin < end:
                week[place].append([begin, end])
            else:
                week[place].append([begin, DAY])
                if end:
                    week[(place + 1) % 7].append([0, end])
    return clean_week(week)


def write_day(spans: Sequence[Sequence[int]]) -> str:
    """The spans of a day as `read_day` reads them."""
    return ", ".join(f"{begin // 60:02}:{begin % 60:02}–{end // 60:02}:{end % 60:02}" for begin, end in spans)


def _span(text: str) -> list[int]:
    parts = re.split(r"\s*[-–—]\s*", text.strip())
    if len(parts) != 2:
        raise Invalid("week", sentence=_("Write times such as 9:00–12:30, 13:15–17:00."))
    begin, end = (_minutes(part) for part in parts)
    if begin in (DAY, end):
        raise Invalid("week", sentence=_("Write times such as 9:00–12:30, 13:15–17:00."))
    return [begin, end]


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if not found or not 0 <= minutes <= DAY or int(found[2] or 0) > 59:
        raise Invalid("week", sentence=_("Write times such as 9:00–12:30, 13:15–17:00."))
    return minutes


def clean_day(spans: Sequence[Sequence[int]]) -> list[list[int]]:
    """Spans in order, those that touch made one. Raises Invalid where two overlap."""
    found: list[list[int]] = []
    for begin, end in sorted((int(begin), int(end)) for begin, end in spans):
        if not 0 <= begin < end <= DAY:
            raise Invalid("week", sentence=_("Write times such as 9:00–12:30, 13:15–17:00."))
        if found and begin < found[-1][1]:
            raise Invalid("week", sentence=_("Two of the times of one day overlap."))
        if found and begin == found[-1][1]:
            found[-1][1] = end
        else:
            found.append([begin, end])
    if len(found) > MOST_SPANS:
        raise Invalid("week", sentence=_("That are too many times for one day."))
    return found


def clean_week(week: Week) -> list[list[list[int]]]:
    """Seven clean days with an open minute among them. Raises Invalid, Missing."""
    if len(week) != 7:
        raise Invalid("week")
    found = [clean_day(day) for day in week]
    if not any(found):
        raise Missing("week", sentence=_("Somebody must be there on one day at least."))
    return found


def save_hours(
    hours: BusinessHours,
    *,
    by: Person,
    name: str,
    time_zone: str,
    week: Week,
    country: str = "",
    region: str = "",
) -> BusinessHours:
    """Store new or changed hours; the holidays of their country are looked up. Raises NotAllowed, Missing, Invalid."""
    demand_admin(by)
    name = " ".join(name.split())[:120]
    if not name:
        raise Missing("name", sentence=_("It needs a name."))
    if time_zone not in clock.known_zones():
        raise Invalid("time_zone", sentence=_("Choose a time zone."))
    made, moved = hours.pk is None, (country, region) != (hours.country, hours.region)
    if country != hours.country:
        region = ""
    days = _asked(country, region, ZoneInfo(time_zone)) if moved and country else None
    hours.name, hours.time_zone, hours.week = name, time_zone, clean_week(week)
    hours.country, hours.region = country, region
    with transaction.atomic():
        hours.save()
        if moved:
            _keep(hours, days)
        setting_up.changed_hours(by, hours, "made" if made else "changed")
    return hours


def remove_hours(hours: BusinessHours, *, by: Person) -> None:
    """Take hours away that no level has. Raises NotAllowed, NotPossible."""
    demand_admin(by)
    if hours.levels.filter(removed=False).exists():
        raise NotPossible("hours", sentence=_("A service level counts by these hours. Give it others first."))
    with transaction.atomic():
        hours.levels.update(hours=None)
        timers.drop(TIMER, ("sla_hours", hours.pk))
        setting_up.changed_hours(by, hours, "removed")
        hours.delete()


def add_day(hours: BusinessHours, *, by: Person, day: date, name: str, spans: str = "") -> Holiday:
    """An own day: closed, or open at the times written. One that is there already is replaced. Raises as `read_day`."""
    demand_admin(by)
    found = clean_day(read_day(spans))
    with transaction.atomic():
        row, _made = Holiday.objects.update_or_create(
            hours=hours, day=day, own=True, defaults={"name": " ".join(name.split())[:120], "spans": found}
        )
        setting_up.changed_hours(by, hours, "changed")
    return row


def remove_day(holiday: Holiday, *, by: Person) -> None:
    """An own day goes; a country's holiday is worked on from now, or is a holiday again. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        if holiday.own:
            holiday.delete()
        else:
            holiday.worked = not holiday.worked
            holiday.save(update_fields=["worked"])
        setting_up.changed_hours(by, holiday.hours, "changed")


def renew(timer: Timer) -> None:
    """What the timer does each half year: the next years' holidays."""
    hours = BusinessHours.objects.filter(pk=timer.subject_id).exclude(country="").first()
    if hours is not None:
        _keep(hours, _asked(hours.country, hours.region, ZoneInfo(hours.time_zone)))
        known.changed()
        recounting.begin()


def _asked(country: str, region: str, zone: ZoneInfo) -> holiday_days.Days:
    this = clock.now().astimezone(zone).year
    try:
        return holiday_days.ask(country, region, this, this + YEARS_AHEAD)
    except holiday_days.UnknownCountry:
        raise Invalid(
            "country", sentence=_("The holidays of that country or region are not known.")
        ) from None


def _keep(hours: BusinessHours, days: holiday_days.Days | None) -> None:
    """Store the country's days anew; those that are worked on stay so, past years stay as they are."""
    rows = hours.holidays.filter(own=False)
    worked = set(rows.filter(worked=True).values_list("day", flat=True))
    if days is None or not days["days"]:
        rows.delete()
        BusinessHours.objects.filter(pk=hours.pk).update(regions=[], known_until=0)
        timers.drop(TIMER, ("sla_hours", hours.pk))
        return
    first = date.fromisoformat(days["days"][0][0])
    rows.filter(day__gte=date(first.year, 1, 1)).delete()
    Holiday.objects.bulk_create(
        Holiday(hours=hours, day=day, names=names, worked=day in worked)
        for day, names in ((date.fromisoformat(text), names) for text, names in days["days"])
    )
    hours.regions, hours.known_until = days["regions"], date.fromisoformat(days["days"][-1][0]).year
    hours.save(update_fields=["regions", "known_until"])
    timers.put(TIMER, ("sla_hours", hours.pk), clock.now() + _BELIEVED)
