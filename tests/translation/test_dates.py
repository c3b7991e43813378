"""Days and times as each language writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from accord.core import clock
from accord.translation import dates

RIGA = ZoneInfo("Europe/Riga")


@pytest.mark.parametrize(
    ("language", "this_year", "another"),
    [
        ("en", "Mon 23 Nov, 16:40", "Sun, 23 Nov 2025, 16:40"),
        ("bg", "пн, 23.11, 16:40", "нд, 23.11.2025\u202fг., 16:40"),
        ("ru", "пн, 23 нояб., 16:40", "вс, 23 нояб. 2025\u202fг., 16:40"),
    ],
)
def test_a_moment_in_a_sentence(language: str, this_year: str, another: str) -> None:
    with clock.running(lambda: datetime(2026, 12, 31, 21, tzinfo=ZoneInfo("UTC"))), translation.override(language):
        assert dates.day_and_time(datetime(2026, 11, 23, 16, 40, tzinfo=RIGA)) == this_year
        assert dates.day_and_time(datetime(2025, 11, 23, 16, 40, tzinfo=RIGA)) == another


def test_the_year_is_that_of_the_readers_zone() -> None:
    """When it is 23:00 UTC, the new year has begun in Riga."""
    with clock.running(lambda: datetime(2026, 12, 31, 23, tzinfo=ZoneInfo("UTC"))):
        assert dates.day_and_time(datetime(2027, 1, 1, 1, tzinfo=RIGA)) == "Fri 1 Jan, 01:00"


def test_a_language_without_dates_of_its_own_gets_english_ones() -> None:
    assert dates.day("xx", "long", date(2026, 11, 23)) == "23 November 2026"
    assert dates.day("not a language", "medium", date(2026, 11, 23)) == "23 Nov 2026"
