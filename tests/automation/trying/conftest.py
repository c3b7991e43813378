"""A desk whose clock a test moves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accord.core import clock

BEGIN = datetime.fromisoformat("2026-01-05T10:00:00+00:00")


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = BEGIN

    def later(self, **more: float) -> None:
        self.now += timedelta(**more)


@pytest.fixture
def time(db: None) -> Iterator[Time]:
    made = Time()
    with clock.running(lambda: made.now):
        yield made
