"""An agent's own hours: several spans a weekday, in his time zone, as he writes them."""

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.core.errors import Invalid

Hours = dict[str, list[list[str]]]  # by weekday, "0" is Monday: spans as ["09:00", "12:30"]
WEEKDAYS = tuple("0123456")
MOST_SPANS = 6
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")


def on_duty(hours: Hours, zone: str, now: datetime) -> bool:
    """Whether `now` lies in the hours; without hours always. `zone` "" is the workspace's."""
    if not hours:
        return True
    local = now.astimezone(ZoneInfo(zone or str(options.get("workspace.time_zone"))))
    clock_time = local.strftime("%H:%M")
    return any(begin <= clock_time < end for begin, end in hours.get(str(local.weekday()), []))


def read(text: str, field: str) -> list[list[str]]:
    """The spans of one day as somebody wrote them: "9-12:30, 13:00-17". Raises Invalid for that field."""
    spans: list[list[str]] = []
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
        match = _SPAN.fullmatch(part)
        begin, end = (_time(match[1], match[2]), _time(match[3], match[4])) if match else (None, None)
        if begin is None or end is None or begin >= end or len(spans) == MOST_SPANS:
            raise Invalid(field, sentence=_("Write spans such as 9:00-12:30, 13:00-17:00."))
        spans.append([begin, end])
    spans.sort()
    if any(one[1] > other[0] for one, other in zip(spans, spans[1:], strict=False)):
        raise Invalid(field, sentence=_("Two of these spans overlap."))
    return spans


def write(spans: list[list[str]]) -> str:
    """The spans of one day as they are read."""
    return ", ".join(f"{begin}-{end}" for begin, end in spans)


def _time(hour: str, minute: str | None) -> str | None:
    """As "09:00"; midnight at the end of a day is "24:00". None for no time of a day."""
    if (int(hour), int(minute or 0)) == (24, 0):
        return "24:00"
    try:
        return time(int(hour), int(minute or 0)).strftime("%H:%M")
    except ValueError:
        return None
