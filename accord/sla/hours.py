"""Business time: how many seconds of it lie between two moments, and when so many of them are over.

Hours are spans of local time for each weekday, with days that differ (holidays, half days). A week is laid out once, as
intervals of UTC seconds; both questions then skip whole weeks. Where clocks are put back the hour that comes twice
counts twice, where they are put forward the missing hour does not count: what counts is time that passes.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from accord.core.errors import Invalid
from accord.sla import zones

Spans = tuple[tuple[int, int], ...]  # minutes since local midnight: from, to (1440 is the next midnight)
DAY = 1440
_EPOCH = date(1970, 1, 1).toordinal()
_MARGIN = 2 * 86400  # more than any offset
_MOST_WEEKS = 5200  # a century without an open minute: nobody is ever there
_KEPT = 520  # weeks laid out


class NeverOpen(Invalid):
    """The hours have no open minute in a hundred years."""

    key = "never_open"


class Week(NamedTuple):
    """The open intervals of a week in UTC seconds, and how much was open before each of them."""

    begins: list[int]
    ends: list[int]
    before: list[int]
    total: int


@dataclass(eq=False)
class Hours:
    """Open `week` (Monday first), in local time of `zone`; on the days in `days` these spans instead, () is closed."""

    zone: str
    week: tuple[Spans, ...]
    days: Mapping[date, Spans] = field(default_factory=dict)
    _weeks: dict[int, Week] = field(default_factory=dict, repr=False)

    def laid_out(self, number: int) -> Week:
        """The week with that number; number 0 begins on 1 January of year 1, a Monday."""
        found = self._weeks.get(number)
        if found is None:
            if len(self._weeks) >= _KEPT:
                self._weeks.clear()
            found = self._weeks[number] = self._lay_out(number)
        return found

    def _lay_out(self, number: int) -> Week:
        first = number * 7 + 1
        midnight = (first - _EPOCH) * 86400
        years = range(_year(midnight - _MARGIN), _year(midnight + 7 * 86400 + _MARGIN) + 1)
        stretches = [each for year in years for each in zones.stretches(self.zone, year)]
        open_: list[tuple[int, int]] = []
        for place in range(7):
            spans = self.days.get(date.fromordinal(first + place), self.week[place])
            start = midnight + place * 86400
            for begin, end in spans:
                for each in stretches:
                    low = max(start + begin * 60 - each.offset, each.begin)
                    high = min(start + end * 60 - each.offset, each.end)
                    if low < high:
                        open_.append((low, high))
        open_.sort()
        before, passed = [], 0
        for low, high in open_:
            before.append(passed)
            passed += high - low
        return Week([low for low, _ in open_], [high for _, high in open_], before, passed)

    def number_at(self, moment: int) -> int:
        """The number of the week in which a moment is, by local time."""
        local = moment + zones.offset_at(self.zone, moment)
        return (local // 86400 + _EPOCH - 1) // 7


def _year(moment: int) -> int:
    return datetime.fromtimestamp(moment, UTC).year


def _seconds(moment: datetime) -> int:
    """Whole seconds since 1970; a fraction is cut off."""
    return int(moment.timestamp() // 1)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _passed(week: Week, moment: int) -> int:
    """How much of the week's business time lies before the moment."""
    place = bisect_right(week.begins, moment) - 1
    if place < 0:
        return 0
    return week.before[place] + min(moment, week.ends[place]) - week.begins[place]


def business_between(start: datetime, end: datetime, hours: Hours | None) -> int:
    """Seconds of business time from `start` to `end`, negative when `end` is earlier. Hours None: around the clock."""
    low, high = _seconds(start), _seconds(end)
    if hours is None:
        return high - low
    if low > high:
        return -business_between(end, start, hours)
    first, last = hours.number_at(low), hours.number_at(high)
    whole = sum(hours.laid_out(number).total for number in range(first, last))
    return whole + _passed(hours.laid_out(last), high) - _passed(hours.laid_out(first), low)


def add_business(start: datetime, seconds: int, hours: Hours | None) -> datetime:
    """The earliest moment by which `seconds` of business time have passed since `start`; with a negative number the
    latest moment since which so many had passed at `start`. Whole seconds, in UTC. Raises NeverOpen.
    """
    moment = _seconds(start)
    if hours is None or seconds == 0:
        return _moment(moment + seconds)
    number = hours.number_at(moment)
    wanted = _passed(hours.laid_out(number), moment) + seconds  # counted from the beginning of the week
    return _moment(_after(hours, number, wanted) if seconds > 0 else _before(hours, number, wanted))


def _after(hours: Hours, number: int, wanted: int) -> int:
    for _ in range(_MOST_WEEKS):
        week = hours.laid_out(number)
        if wanted <= week.total:
            place = bisect_right(week.before, wanted - 1) - 1
            return week.begins[place] + wanted - week.before[place]
        wanted -= week.total
        number += 1
    raise NeverOpen("hours")


def _before(hours: Hours, number: int, wanted: int) -> int:
    for _ in range(_MOST_WEEKS):
        if wanted >= 0 and hours.laid_out(number).total > wanted:
            week = hours.laid_out(number)
            place = bisect_right(week.before, wanted) - 1
            return week.begins[place] + wanted - week.before[place]
        number -= 1
        wanted += hours.laid_out(number).total
    raise NeverOpen("hours")


def opens(moment: datetime, hours: Hours | None) -> datetime:
    """The moment itself where business time passes then, else when it begins to pass. Raises NeverOpen."""
    if hours is None:
        return moment
    now = _seconds(moment)
    number = hours.number_at(now)
    for week in (hours.laid_out(each) for each in range(number, number + _MOST_WEEKS)):
        place = bisect_right(week.begins, now) - 1
        if place >= 0 and now < week.ends[place]:
            return moment
        if place + 1 < len(week.begins):
            return _moment(week.begins[place + 1])
    raise NeverOpen("hours")


def is_open(moment: datetime, hours: Hours | None) -> bool:
    """Whether business time passes at that moment."""
    return opens(moment, hours) == moment
