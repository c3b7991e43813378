"""A clock that several processes share and that may run faster than the world's: for days in compressed time.

It is a small file: the moment at which its speed was last changed (in seconds of the machine's steady clock, which all
processes of one start of the machine share), what time it was then, and the speed. Only one process may set it.
"""

import mmap
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "ACCORD_CLOCK"  # names the file; a process that finds it tells the time by it
_LAYOUT = struct.Struct("<QdddQ")  # change number, steady seconds, POSIX seconds, speed, change number
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SharedClock:
    """The clock of a file that `make` made; kept mapped, so that asking it costs a microsecond."""

    def __init__(self, path: Path, steady: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), _LAYOUT.size)
        self._steady = steady

    @classmethod
    def make(
        cls, path: Path, begins: datetime, steady: Callable[[], float] = time.monotonic
    ) -> "SharedClock":
        """A new clock that stands at `begins`."""
        path.write_bytes(_LAYOUT.pack(1, steady(), (begins - _EPOCH).total_seconds(), 0.0, 1))
        return cls(path, steady)

    def now(self) -> datetime:
        """What time it is, aware, in UTC."""
        _number, changed_at, then, speed = self._read()
        return _EPOCH + timedelta(seconds=then + (self._steady() - changed_at) * speed)

    @property
    def speed(self) -> float:
        """How many of its seconds pass in one of ours."""
        return self._read()[3]

    def run(self, speed: float) -> None:
        """From now on it runs so fast; 0 stops it."""
        number, changed_at, then, before = self._read()
        at = self._steady()
        now = then + (at - changed_at) * before
        self._map[:] = _LAYOUT.pack(number + 1, at, now, speed, number + 1)

    def _read(self) -> tuple[int, float, float, float]:
        """A whole state: a change that is being written has two different numbers."""
        while True:
            number, changed_at, then, speed, again = _LAYOUT.unpack(self._map[:])
            if number == again:
                return number, changed_at, then, speed
