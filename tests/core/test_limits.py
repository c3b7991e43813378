"""Sliding limits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from accord.core import clock
from accord.core.limits import Limit, TooMany

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_counts_up_to_the_limit_and_each_one_apart() -> None:
    limit = Limit("test", 3, 60)
    with clock.running(lambda: START):
        assert [limit.take("a") for _ in range(5)] == [True, True, True, False, False]
        assert limit.take("b")
        with pytest.raises(TooMany):
            limit.demand("a")
        limit.forget("a")
        assert limit.take("a")


def test_the_border_of_two_windows_gives_nothing_extra() -> None:
    limit = Limit("test", 3, 60)
    with clock.running(lambda: START + timedelta(seconds=59)):
        assert all(limit.take("a") for _ in range(3))
    with clock.running(lambda: START + timedelta(seconds=61)):
        assert not limit.take("a")
    with clock.running(lambda: START + timedelta(seconds=119)):
        assert limit.take("a")


def test_what_was_refused_is_not_counted() -> None:
    limit = Limit("test", 1, 60)
    with clock.running(lambda: START):
        assert limit.take("a")
        assert not any(limit.take("a") for _ in range(50))
    with clock.running(lambda: START + timedelta(seconds=120)):
        assert limit.take("a")


@given(st.lists(st.integers(0, 300), max_size=60), st.integers(1, 5))
def test_never_more_than_twice_in_any_window(offsets: list[int], most: int) -> None:
    cache.clear()
    limit, taken = Limit("property", most, 60), []
    for offset in sorted(offsets):
        with clock.running(lambda offset=offset: START + timedelta(seconds=offset)):  # type: ignore[misc]
            if limit.take("x"):
                taken.append(offset)
    for window in range(0, 301, 60):  # whole windows never hold more than the limit
        assert sum(1 for each in taken if window <= each < window + 60) <= most
    assert not offsets or taken
