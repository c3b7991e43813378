"""A country's holidays, as the `holidays` library knows them. Run as a process of its own, which needs no Django:

    python -m accord.sla.holiday_days COUNTRY REGION FIRST LAST

The library takes 40 MB of memory and half a second to begin, for something that is asked once a year.
"""

import json
import subprocess
import sys
from typing import Any, TypedDict

# Ours, and what the library calls them where it names days in another language than the country's.
_LANGUAGES = {
    "en": ("en_US", "en_GB", "en"),
    "bg": ("bg",),
    "et": ("et",),
    "lv": ("lv",),
    "ru": ("ru",),
    "sl": ("sl",),
}
_PATIENCE_S = 60


class Days(TypedDict):
    """The holidays: [ISO day, names by language], in order; and the regions that the country has."""

    days: list[tuple[str, dict[str, str]]]
    regions: list[str]


class UnknownCountry(LookupError):
    """The library does not know the country, or not that region of it."""


def ask(country: str, region: str, first: int, last: int) -> Days:
    """The holidays of the years from `first` to `last`. Raises UnknownCountry, OSError."""
    command = [sys.executable, "-m", "accord.sla.holiday_days", country, region, str(first), str(last)]
    done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)
    if done.returncode == 3:
        raise UnknownCountry(country)
    if done.returncode:
        raise OSError(
            f"the holidays of {country} could not be read: {done.stderr.decode(errors='replace')[-500:]}"
        )
    found: Days = json.loads(done.stdout)
    return found


def _found(country: str, region: str, years: range) -> Days:
    import holidays

    regions = holidays.list_supported_countries().get(country)
    if regions is None or (region and region not in regions):
        raise UnknownCountry(country)
    spoken = set(holidays.list_localized_countries().get(country, []))
    own = _days(holidays, country, region, years, None)
    named = {
        ours: _days(holidays, country, region, years, theirs)
        for ours, known in _LANGUAGES.items()
        for theirs in known
        if theirs in spoken
    }
    days = []
    for day in sorted(own):
        names = {language: found[day] for language, found in named.items() if day in found}
        days.append((day.isoformat(), names | {"": own[day]}))
    return Days(days=days, regions=list(regions))


def _days(holidays: Any, country: str, region: str, years: range, language: str | None) -> dict[Any, str]:
    found = holidays.country_holidays(country, subdiv=region or None, years=years, language=language)
    return {day: str(name) for day, name in found.items()}


def main(arguments: list[str]) -> int:
    """Write the answer as JSON; 3 says that the country is not known."""
    country, region, first, last = arguments
    try:
        found = _found(country, region, range(int(first), int(last) + 1))
    except UnknownCountry:
        return 3
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
