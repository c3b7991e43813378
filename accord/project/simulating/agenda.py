"""Waiting in the day's own time: one heap of moments for everybody, looked at fifty times a second."""

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accord.core.shared_clock import SharedClock

TICK_S = 0.02


class Agenda:
    """Who waits for which moment. `go` must run while anybody waits; a task that fails is kept in `failures`."""

    def __init__(self, clock: SharedClock) -> None:
        self.clock = clock
        self.failures: list[BaseException] = []
        self._heap: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._number = count()
        self._tasks: set[asyncio.Task[None]] = set()

    async def until(self, moment: datetime) -> None:
        """Wait until it is that moment."""
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._heap, (moment, next(self._number), future))
        await future

    async def after(self, minutes: float) -> None:
        """Wait so many minutes of the day."""
        await self.until(self.clock.now() + timedelta(minutes=minutes))

    def begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Let somebody work by himself."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def go(self) -> None:
        """Wake whose moment has come, until cancelled."""
        while True:
            now = self.clock.now()
            while self._heap and self._heap[0][0] <= now:
                future = heapq.heappop(self._heap)[2]
                if not future.done():
                    future.set_result(None)
            await asyncio.sleep(TICK_S)

    async def stop(self) -> None:
        """End everybody who still works or waits."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._heap.clear()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            self.failures.append(problem)
