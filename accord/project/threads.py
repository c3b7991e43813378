"""A few threads that stay, each with its own database connection.

Work goes to the thread that became idle last: its caches are warm, and under light load the others never open a
connection (0.2 ms less a request than a queue that wakes them in turn, measured on two cores).

Short work is done one after the other. Only one thread can think at a time, and each statement lets go of the
interpreter: four that think at once hand it to and fro a hundred times a page, which costs half of what they can do
(16 readers of the inbox: 100 to 200 pages a second, one by one 220 to 260; a hundred agents who press To Solve: 50 to
110 claims a second, one by one 160 to 200). What is older than QUICK_S and waits for something, a lock, a disk, another
server, holds nobody up, nor does what has thought for LONG_S.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

Work = Callable[[], None]

QUICK_S = 0.005
"""Work that is younger is taken to be thinking."""

LONG_S = 0.05
"""Work that is older holds nobody up, whatever it does."""


class _Seat:
    """Where one thread waits for work."""

    def __init__(self) -> None:
        self.work: Work | None = None
        self.wake = threading.Lock()
        self.wake.acquire()
        self.begun = self._thought = 0.0
        self._clock = _clock_of_this_thread()

    def begin(self) -> None:
        """From now on the thread works; said by whoever gives it the work."""
        self.begun = time.monotonic()
        self._thought = _seconds(self._clock)

    def thinks(self, quick_s: float, long_s: float) -> bool:
        """Whether its work needs the interpreter: it is young, or has had the processor for half of its time."""
        age = time.monotonic() - self.begun
        if age <= quick_s or age > long_s:
            return age <= quick_s
        return 2 * (_seconds(self._clock) - self._thought) > age


def _clock_of_this_thread() -> int | None:
    """The clock of the processor's time that this thread has had; None where the system keeps none (macOS)."""
    find = getattr(time, "pthread_getcpuclockid", None)
    return find(threading.get_ident()) if find else None


def _seconds(clock: int | None) -> float:
    """What a thread's clock shows; always 0 without one, so that only young work is taken to be thinking."""
    return time.clock_gettime(clock) if clock is not None else 0.0


class Threads:
    """`count` daemon threads, of which `together` think at the same time; `at_end` is called on each when they stop.

    Work thinks while it is younger than `quick_s` seconds, and up to `long_s` if it computes and does not wait.
    """

    def __init__(
        self,
        count: int,
        name: str,
        at_end: Callable[[], None] | None = None,
        *,
        together: int = 1,
        quick_s: float = QUICK_S,
        long_s: float = LONG_S,
    ) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[Work] = deque()
        self._idle: list[_Seat] = []
        self._working: set[_Seat] = set()
        self._together, self._quick_s, self._long_s = together, quick_s, long_s
        self._ending = False
        self._at_end = at_end
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Work) -> bool:
        """Run `work` on a thread as soon as one may; it must not raise. Called from any thread.

        True when it waits for short work to end: call `look` after QUICK_S, and on until that says False.
        """
        with self._guard:
            self._waiting.append(work)
            return self._hand_out()

    def look(self) -> bool:
        """Begin what has waited long enough; True while something waits for short work to end."""
        with self._guard:
            return self._hand_out()

    def end(self) -> None:
        """Let what was submitted be done, then end the threads; returns at once."""
        with self._guard:
            self._ending = True
            for seat in self._idle:
                if self._waiting:
                    seat.work = self._waiting.popleft()
                seat.wake.release()
            self._idle.clear()

    def ended(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def _hand_out(self) -> bool:
        """Give waiting work to idle threads as far as it may begin; True when some could begin later."""
        while self._waiting and self._idle:
            if not self._may_begin():
                return True
            seat = self._idle.pop()
            seat.work = self._waiting.popleft()
            self._begin(seat)
            seat.wake.release()
        return bool(self._waiting) and not self._ending

    def _may_begin(self) -> bool:
        if len(self._working) < self._together:
            return True
        thinking = sum(seat.thinks(self._quick_s, self._long_s) for seat in self._working)
        return thinking < self._together

    def _begin(self, seat: _Seat) -> None:
        seat.begin()
        self._working.add(seat)

    def _run(self) -> None:
        seat = _Seat()
        while (work := self._next(seat)) is not None:
            work()
            del work
        if self._at_end is not None:
            self._at_end()

    def _next(self, seat: _Seat) -> Work | None:
        with self._guard:
            self._working.discard(seat)
            if self._waiting and (self._ending or self._may_begin()):
                self._begin(seat)
                return self._waiting.popleft()
            if self._ending:
                return None
            self._idle.append(seat)
        seat.wake.acquire()
        work, seat.work = seat.work, None
        return work
