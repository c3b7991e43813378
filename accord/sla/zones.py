"""When a zone's offset changes: a year as stretches of one offset each, so that local time can be mapped back."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_LOOK_EVERY = 6 * 3600  # seconds; two changes of one zone have always been further apart


class Stretch(NamedTuple):
    """From `begin` to before `end` (seconds since 1970) local time is UTC plus `offset` seconds."""

    begin: int
    end: int
    offset: int


def offset_at(zone: str, moment: int) -> int:
    """Seconds east of UTC at that moment."""
    return _offset(ZoneInfo(zone), moment)


def _offset(zone: ZoneInfo, moment: int) -> int:
    found = zone.utcoffset(datetime.fromtimestamp(moment, UTC).astimezone(zone))
    return int((found or timedelta(0)).total_seconds())


@lru_cache(maxsize=256)
def stretches(zone: str, year: int) -> tuple[Stretch, ...]:
    """The stretches of a UTC year, in order, without gaps."""
    place = ZoneInfo(zone)
    begin = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    found: list[Stretch] = []
    since, offset = begin, _offset(place, begin)
    for look in range(begin + _LOOK_EVERY, end, _LOOK_EVERY):
        now = _offset(place, look)
        if now != offset:
            change = _change(place, look - _LOOK_EVERY, look, offset)
            found.append(Stretch(since, change, offset))
            since, offset = change, now
    found.append(Stretch(since, end, offset))
    return tuple(found)


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first second at which the offset is another; `before` still has `offset`, `after` does not."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after
