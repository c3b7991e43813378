"""The time zones that a form offers."""

from functools import cache
from zoneinfo import available_timezones

AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zones() -> list[str]:
    """Zones by area and city, and UTC; without the old names of countries."""
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.partition("/")[0] in AREAS)]
