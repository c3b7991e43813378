"""Times in words."""

from datetime import timedelta

import pytest
from django.utils import translation

from accord.web import moments


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "less than a minute"), (12, "12 min"), (60, "1 h"), (134, "2 h 14 min"), (599, "9 h 59 min"), (600, "10 h"),
     (1439, "23 h"), (1440, "1 d"), (1500, "1 d 1 h"), (9 * 1440 + 60, "9 d 1 h"), (12 * 1440 + 60, "12 d")],
)  # fmt: skip
def test_a_length_has_its_two_largest_units_and_of_ten_or_more_one(minutes: int, said: str) -> None:
    with translation.override("en"):
        assert moments.span(timedelta(minutes=minutes)) == said
