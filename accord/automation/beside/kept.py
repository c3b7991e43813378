"""Answers of panels, kept in memory for a while: never stored, so nothing of them has to be erased."""

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.automation.beside.asking import Outcome

LARGEST = 2 << 20  # bytes of answers at once
_OVERHEAD = 1_000  # an answer of a few bytes takes room, too

_lock = threading.Lock()
_kept: "OrderedDict[tuple[object, ...], tuple[float, int, Outcome]]" = OrderedDict()
_bytes = 0


def get(key: tuple[object, ...]) -> "Outcome | None":
    """What was kept under that key and is fresh still."""
    with _lock:
        found = _kept.get(key)
        if found is None or found[0] < time.monotonic():
            return None
        return found[2]


def put(key: tuple[object, ...], outcome: "Outcome", seconds: float, size: int) -> None:
    """Keep it so long; what was kept first goes where room is short."""
    global _bytes
    if seconds <= 0:
        return
    with _lock:
        _drop(key)
        _kept[key] = (time.monotonic() + seconds, size + _OVERHEAD, outcome)
        _bytes += size + _OVERHEAD
        while _bytes > LARGEST:
            _drop(next(iter(_kept)))


def _drop(key: tuple[object, ...]) -> None:
    global _bytes
    old = _kept.pop(key, None)
    if old is not None:
        _bytes -= old[1]


def forget() -> None:
    """Drop all (between tests)."""
    global _bytes
    with _lock:
        _kept.clear()
        _bytes = 0
