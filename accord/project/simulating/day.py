"""The whole day: the desk serves, agents and customers come, the power fails, and in the end nothing is left to do."""

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accord.core.shared_clock import SharedClock
from accord.project.simulating.agenda import Agenda
from accord.project.simulating.agents import Shift, Worker
from accord.project.simulating.asking import Waits
from accord.project.simulating.customers import Crowd
from accord.project.simulating.looking import Looks
from accord.project.simulating.post import Carrier, Letterbox, letterbox
from accord.project.simulating.processes import Desk
from accord.project.simulating.wish import Wish
from accord.project.simulating.workspace import Staff

LOOKS_EVERY_S = 1.0
SLOWEST = 1 / 6  # of the speed that was wished for
BEHIND = timedelta(minutes=8)  # of the day, in which a real desk would have carried out everything long ago
PATIENT_S = 1.5  # so long may an agent wait for the desk
SETTLES_WITHIN_S = 300.0
TOGETHER = 400  # mails that wait to be brought

Tell = Callable[[str, float], None]


@dataclass
class Day:
    """What is left of it: everything that the judge and the report want to know."""

    wish: Wish
    looks: Looks
    shift: Shift = field(default_factory=Shift)
    waits: Waits = field(default_factory=Waits)
    letters: Letterbox = field(default_factory=Letterbox)
    carrier: Carrier | None = None
    crowd: Crowd | None = None
    kills: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


class Director:
    """Lets one day happen."""

    def __init__(self, wish: Wish, clock: SharedClock, desk: Desk, letters: Letterbox, tell: Tell) -> None:
        self.day = Day(wish, Looks(wish.begins), letters=letters)
        self.wish, self.clock, self.desk, self.tell = wish, clock, desk, tell
        self._behind = timedelta(0)
        self._over = False
        self._database = ThreadPoolExecutor(1)

    async def run(self, staff: Staff) -> Day:
        """From eight o'clock until the desk has nothing left to do."""
        day, wish, began = self.day, self.wish, time.monotonic()
        agenda = Agenda(self.clock)
        day.carrier = Carrier(self.desk.smtp_port)
        day.crowd = Crowd(wish, agenda, day.carrier, self.desk.port, staff.mailboxes, day.waits)
        day.letters.taken = day.crowd.received
        beside = [
            asyncio.create_task(each) for each in (agenda.go(), self._keep_looking(), self._keep_pace())
        ]
        self.clock.run(wish.speed)
        day.crowd.begin()
        workers = [
            Worker(each, wish, staff, agenda, day.shift, day.waits, self.desk.port) for each in staff.agents
        ]
        listening = [asyncio.create_task(each.listen()) for each in workers if each.agent.listens]
        at_work = [agenda.begin(each.work()) for each in workers]
        for moment in self._kill_moments():
            await agenda.until(moment)
            await self._power_cut()
        await asyncio.gather(*at_work, return_exceptions=True)
        self._over = True
        self.clock.run(1)  # nothing new comes due while the rest is done
        await self._settle()
        for task in [*listening, *beside]:
            task.cancel()
        await asyncio.gather(*listening, *beside, return_exceptions=True)
        await agenda.stop()
        day.failures = [repr(each) for each in agenda.failures]
        day.seconds = time.monotonic() - began
        self.clock.run(0)
        return day

    def _kill_moments(self) -> list[Any]:
        chance = random.Random(self.wish.seed + 2)
        span = self.wish.ends - self.wish.begins
        parts = [(n + chance.uniform(0.3, 0.7)) / self.wish.kills for n in range(self.wish.kills)]
        return [self.wish.begins + span * part for part in parts]

    async def _power_cut(self) -> None:
        """The desk is gone in the middle of whatever it does, and is started again."""
        await asyncio.to_thread(self.desk.kill)
        await asyncio.to_thread(self.desk.start)
        self.day.kills += 1

    async def _keep_looking(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._behind = await loop.run_in_executor(self._database, self.day.looks.look)
            span = (self.clock.now() - self.wish.begins) / (self.wish.ends - self.wish.begins)
            self.tell("The day", min(1.0, span))
            await asyncio.sleep(LOOKS_EVERY_S)

    async def _keep_pace(self) -> None:
        """No faster than the machine can follow: a real desk has a hundred times as long for the same work."""
        speed = self.wish.speed
        while True:
            await asyncio.sleep(0.5)
            if not self.desk.is_up or self._over:
                continue
            carrier = self.day.carrier
            strain = max(
                self._behind / BEHIND,
                self.day.waits.oldest_s / PATIENT_S,
                carrier.waiting / TOGETHER if carrier else 0.0,
            )
            speed *= 0.7 if strain > 1 else 1.15
            speed = max(self.wish.speed * SLOWEST, min(self.wish.speed, speed))
            if abs(speed - self.clock.speed) > 0.01 * speed:
                self.clock.run(speed)

    async def _settle(self) -> None:
        """After the last agent has gone: mail that is on its way arrives, effects are carried out."""
        until, quiet = time.monotonic() + SETTLES_WITHIN_S, 0
        while quiet < 3 and time.monotonic() < until:
            await asyncio.sleep(1)
            carrier = self.day.carrier
            busy = self._behind or (carrier is not None and carrier.waiting) or self._spool_holds()
            quiet = 0 if busy else quiet + 1

    def _spool_holds(self) -> bool:
        from accord.channels.email.spool import Spool

        reader = Spool(self.desk.data)
        try:
            return bool(reader.pending(limit=1))
        finally:
            reader.close()


async def live(
    wish: Wish, clock: SharedClock, desk: Desk, staff: Staff, letters: Letterbox, tell: Tell
) -> Day:
    """Start the desk, let the day happen, stop the desk."""
    whole = asyncio.current_task()
    assert whole is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, whole.cancel)
    await asyncio.to_thread(desk.start)
    try:
        return await Director(wish, clock, desk, letters, tell).run(staff)
    finally:
        with contextlib.suppress(OSError):
            desk.stop()


__all__ = ["Day", "letterbox", "live"]
