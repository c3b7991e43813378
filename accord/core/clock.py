"""The one source of time. Everything is UTC; people see their own zone."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from accord.core.shared_clock import VARIABLE, SharedClock


def _system() -> datetime:
    return datetime.now(UTC)


_shared = SharedClock(Path(os.environ[VARIABLE])) if VARIABLE in os.environ else None
_source: Callable[[], datetime] = _shared.now if _shared is not None else _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def machine_now() -> datetime:
    """As `now`, but never in compressed time: for signs of life and leases, which a fast clock makes no shorter."""
    return now() if _shared is None else _system()


def machine_seconds(seconds: float, at_least: float = 0.25) -> float:
    """How long to wait in the world for so many seconds to pass here; in compressed time not under `at_least`."""
    if _shared is None:
        return seconds
    return min(seconds, max(at_least, seconds / max(_shared.speed, 1.0)))


@contextmanager
def running(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block (tests, simulation)."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


@cache
def known_zones() -> frozenset[str]:
    """The names of all time zones; reading the list takes 30 ms."""
    return frozenset(available_timezones())
