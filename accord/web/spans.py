"""Lengths of time as people type them: "1:30", "45", "1 h 20 min", "1.5 h"."""

import re

from django.utils.translation import gettext as _

from accord.core.errors import Invalid

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?"
# Hours and minutes by the letters with which they begin in the languages that we speak.
_HOURS = rf"(?:(?P<h>{_NUMBER}) ?[hчtsu][^\W\d]*\.?)?"
_MINUTES = r"(?:(?P<m>[0-9]{1,4}) ?[mм][^\W\d]*\.?)?"
_PARTS = re.compile(f"{_HOURS} ?{_MINUTES}")
_BARE = re.compile(r"\d{1,4}", re.ASCII)


def seconds_in(text: str) -> int:
    """The seconds; a bare number is minutes. Raises Invalid."""
    plain = " ".join(text.lower().split())
    if clock := _CLOCK.fullmatch(plain):
        return int(clock[1]) * 3600 + int(clock[2]) * 60
    if _BARE.fullmatch(plain):
        return int(plain) * 60
    parts = _PARTS.fullmatch(plain)
    if parts is None or not (parts["h"] or parts["m"]):
        raise Invalid("time", sentence=_("Write a time such as 1:30, 45 min or 1 h 20 min."))
    hours = float((parts["h"] or "0").replace(",", "."))
    return round(hours * 3600) + int(parts["m"] or 0) * 60


def clock_words(seconds: int) -> str:
    """As `seconds_in` reads it again, to the minute: "1:30"."""
    minutes = max(1, round(seconds / 60))
    return f"{minutes // 60}:{minutes % 60:02d}"
