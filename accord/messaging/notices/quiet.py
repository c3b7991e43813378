"""Quiet hours: when an agent gets neither mail nor push, and when that ends."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accord.core import clock, options
from accord.people import absences
from accord.people.models import NoticeHabit, Person, WayOfWorking
from accord.people.working_hours import Hours, on_duty

_STEP = timedelta(minutes=5)
_FURTHEST = timedelta(days=8)
_SATURDAY = 5


def ends(person: Person, habit: NoticeHabit, now: datetime) -> datetime | None:
    """When the quiet time in which `now` lies ends; None when it is no quiet time. Exact to five minutes.

    Quiet are his quiet hours, the weekends if he said so, the time outside of his working hours, and his absences.
    """
    away = absences.away(person.pk)
    begin = max(now, away.until) if away is not None else now
    way = WayOfWorking.objects.filter(pk=person.pk).first() if habit.quiet_off_hours else None
    hours = way.hours if way is not None else {}
    zone = (
        person.time_zone
        if person.time_zone in clock.known_zones()
        else str(options.get("workspace.time_zone"))
    )
    end = first_loud(begin, habit, hours, zone)
    return end if end > now else None


def first_loud(begin: datetime, habit: NoticeHabit, hours: Hours, zone: str) -> datetime:
    """The first moment from `begin` on that is not quiet; after eight quiet days that one, so that nothing is lost."""
    moment, local_zone = begin, ZoneInfo(zone)
    while is_quiet(moment.astimezone(local_zone), habit) or not on_duty(hours, zone, moment):
        if moment - begin > _FURTHEST:
            return moment
        moment += _STEP - timedelta(
            minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
        )
    return moment


def is_quiet(local: datetime, habit: NoticeHabit) -> bool:
    """Whether this moment of his own day lies in his quiet hours or on a quiet weekend."""
    if habit.quiet_weekends and local.weekday() >= _SATURDAY:
        return True
    if not habit.quiet_from or not habit.quiet_until:
        return False
    now = local.strftime("%H:%M")
    if habit.quiet_from < habit.quiet_until:
        return habit.quiet_from <= now < habit.quiet_until
    return now >= habit.quiet_from or now < habit.quiet_until
