"""Moments, durations, numbers and sizes as the reader's language writes them (LOOK section 5)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup, escape

from accord.core import clock
from accord.translation import dates
from accord.translation.dates import language, locale_of


def locale() -> Locale:
    """Babel's locale of the language that is active."""
    return locale_of(language())


@lru_cache(maxsize=8192)
def _full(language: str, zone: str, then: datetime) -> str:
    return str(format_datetime(then, "long", locale=locale_of(language)))


@lru_cache(maxsize=4096)
def _number(language: str, value: float) -> str:
    return str(format_decimal(value, locale=locale_of(language)))


def local(moment: datetime) -> datetime:
    """The moment in the reader's zone."""
    return moment.astimezone(timezone.get_current_timezone())


def number(value: float) -> str:
    return _number(language(), value)


def count(value: int, cap: int = 1000) -> str:
    """A capped counter: "1,000+" when there are more."""
    return number(cap) + "+" if value > cap else number(value)


def size(octets: int) -> str:
    """A file's size."""
    if octets < 1000:
        return _("%(n)s B") % {"n": number(octets)}
    if octets < 1000_000:
        return _("%(n)s KB") % {"n": number(round(octets / 1000))}
    return _("%(n)s MB") % {"n": number(round(octets / 1000_000, 1))}


def span(length: timedelta) -> str:
    """How long: "3 d 4 h", "2 h 14 min", "12 min", "less than a minute": the two largest units, of ten or more of the
    first that alone.
    """
    minutes = int(length.total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days >= 10 or (days and not hours):
        return _("%(days)s d") % {"days": number(days)}
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if minutes >= 600 or (hours and not minutes % 60):
        return _("%(hours)s h") % {"hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
    if minutes >= 1:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("less than a minute")


def late(length: timedelta, written: Callable[[timedelta], str] = span) -> str:
    """By how much something is late: "2 h late"; "late" where that is less than a minute."""
    if length < timedelta(minutes=1):
        return pgettext("an answer", "late")
    return _("%(time)s late") % {"time": written(length)}


def waited(since: datetime) -> str:
    return span(clock.now() - since)


def clock_time(moment: datetime) -> str:
    """The time of day, as "16:40"."""
    then = local(moment)
    return dates.clock_time(language(), then.hour, then.minute)


def day(moment: datetime) -> str:
    """The day as a heading: "Today", "Yesterday", "Tuesday 17 November", with the year when it is another."""
    return day_of(local(moment).date(), local(clock.now()).date())


def day_of(then: date, today: date) -> str:
    """`day`, for days in the reader's zone."""
    if then == today:
        return _("Today")
    if then == today - timedelta(days=1):
        return _("Yesterday")
    return dates.day(language(), "MMMMEEEEd" if then.year == today.year else "yMMMMd", then)


def short_day(moment: datetime) -> str:
    """The day in a list: "12 Oct", or with the year when it is another."""
    then = local(moment)
    return dates.day(language(), "MMMd" if then.year == local(clock.now()).year else "yMMMd", then.date())


def short_date(then: date) -> str:
    """`short_day` of a day without a time."""
    return dates.day(language(), "MMMd" if then.year == local(clock.now()).year else "yMMMd", then)


def full(moment: datetime) -> str:
    """Day and time whole, for titles."""
    then = local(moment)
    return _full(language(), str(then.tzinfo), then)


def day_and_time(moment: datetime) -> str:
    """ "Tue 17 Nov, 16:40" for sentences, with the year when it is another."""
    return dates.day_and_time(local(moment))


def date_only(moment: datetime) -> str:
    return dates.day(language(), "long", local(moment).date())


def brief(moment: datetime) -> str:
    """The shortest that still says it: time today, weekday this week, else the day."""
    then, now = local(moment), local(clock.now())
    if then.date() == now.date():
        return clock_time(moment)
    if timedelta(0) < now - then < timedelta(days=6):
        return f"{dates.day(language(), 'E', then.date())} {clock_time(moment)}"
    return short_day(moment)


def stamp(moment: datetime, text: str | None = None) -> Markup:
    """A <time> element with the exact moment in its title."""
    zone = str(timezone.get_current_timezone())
    return _stamp(language(), local(moment), zone, brief(moment) if text is None else text)


@lru_cache(maxsize=8192)
def _stamp(language: str, then: datetime, zone: str, text: str) -> Markup:
    exact, title = then.astimezone(UTC).isoformat(timespec="seconds"), escape(_full(language, zone, then))
    return Markup(f'<time datetime="{exact}" title="{title}">{escape(text)}</time>')
