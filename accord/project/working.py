"""The worker process: does its chores over and over, each in its own thread, and outlives their failures."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accord.core import clock
from accord.project.lifelines import Lifeline

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
WATCH_EVERY_S = 0.05
FAREWELL_S = 4.0
LONGEST_FIRST_REST_S = 10.0
GIVE_WAY = 3.0  # so many times as long as it worked does a chore wait that gives way

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something to do again and again.

    `run` does one batch (at most about a second) and gives how many things it did; after 0 the thread rests
    `idle_seconds`, or less when another process commits to an SQLite database and `on_commit` is set.
    `rest`, when given, replaces the rest: it gets the seconds and returns earlier when there is something to do.
    `gives_way_to` names a chore that comes first: while that one has its hands full, this one takes at most a quarter
    of the time. Both are in one process, where only one of them can think at a time. One that `gives_way_to_writers`
    does so by processor time while others write to an SQLite database: people wait for their pages, and nobody sees a
    letter leave. Neither holds while `in_arrears` says that something has waited too long, or a queue that once became
    long would stay so. `farewell` is called once when the worker ends: for a chore with threads of its own. One that
    `can_wait` rests before its first batch, too: whoever starts takes mail first.
    """

    name: str
    run: Callable[[], int]
    idle_seconds: float = 1.0
    on_commit: bool = False
    rest: Callable[[float], object] | None = None
    gives_way_to: str = ""
    gives_way_to_writers: bool = False
    in_arrears: Callable[[], bool] = lambda: False
    farewell: Callable[[], None] | None = None
    can_wait: bool = False


class Worker:
    """Runs chores until `stop`. `version` gives a number that changes when another connection has committed."""

    def __init__(self, chores: Sequence[Chore], version: Callable[[], int] = lambda: 0) -> None:
        self.chores = chores
        self._version = version
        self.stopping = threading.Event()
        self._calls = {chore.name: threading.Event() for chore in chores}
        self._busy: set[str] = set()
        self._threads = [
            threading.Thread(target=self._repeat, args=(chore,), name=f"chore-{chore.name}", daemon=True)
            for chore in chores
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask all chores to end after the batch that they are in; returns at once."""
        self.stopping.set()
        for call in self._calls.values():
            call.set()

    def join(self, patience_s: float) -> bool:
        """Wait for the chores; tells whether all have ended."""
        until = time.monotonic() + patience_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def call(self) -> None:
        """Something was committed: whoever waits for commits has a look."""
        for chore in self.chores:
            if chore.on_commit:
                self._calls[chore.name].set()

    def _repeat(self, chore: Chore) -> None:
        call, pause = self._calls[chore.name], FIRST_PAUSE_S
        if chore.can_wait:
            self.stopping.wait(min(chore.idle_seconds, LONGEST_FIRST_REST_S))
        while not self.stopping.is_set():
            call.clear()
            began, used = time.monotonic(), time.thread_time()
            try:
                known = self._version() if chore.gives_way_to_writers else 0
                done = chore.run()
                others_wrote = chore.gives_way_to_writers and self._version() != known
            except Exception:
                logger.exception("The chore %s failed; next try in %g s", chore.name, pause)
                self._busy.discard(chore.name)
                _close_connections()
                self.stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                continue
            pause = FIRST_PAUSE_S
            (self._busy.add if done else self._busy.discard)(chore.name)
            polite = done and not chore.in_arrears()
            if polite and others_wrote:  # what it waited for a foreign server took nothing from anybody
                self.stopping.wait(GIVE_WAY * (time.thread_time() - used))
            if polite and chore.gives_way_to in self._busy:
                self.stopping.wait(GIVE_WAY * (time.monotonic() - began))
            if done or self.stopping.is_set():
                continue
            if chore.rest is not None:
                chore.rest(clock.machine_seconds(chore.idle_seconds))
            else:
                call.wait(clock.machine_seconds(chore.idle_seconds))
        if chore.farewell is not None:
            chore.farewell()
        _close_connections()


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def watch_commits(worker: Worker, version: Callable[[], int]) -> None:
    """Call the chores each time `version` gives another number, until the worker stops."""
    known = version()
    while not worker.stopping.wait(WATCH_EVERY_S):
        if (now := version()) != known:
            known = now
            worker.call()


def _watch_sqlite(worker: Worker) -> None:
    from django.db import connection

    watch_commits(worker, _commits_of_others)
    connection.close()


def _commits_of_others() -> int:
    from django.db import connection

    from accord.core.sqlite.base import data_version

    return data_version(connection)


def main() -> int:
    """Do the chores of `wiring.CHORES` until SIGTERM, SIGINT or the supervisor's end; gives the exit code."""
    lifeline = Lifeline()
    os.environ["ACCORD_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    django.setup()
    from django.db import connection

    from accord.project import key_following, schema, wiring

    try:
        schema.require(create=False)
    except schema.WrongSchema as problem:
        print(problem, file=sys.stderr)
        return os.EX_CONFIG
    chores: Sequence[Chore] = getattr(wiring, "CHORES", ())
    connection.close()
    watch = connection.vendor == "sqlite"
    key_following.start()
    worker = Worker(chores, _commits_of_others) if watch else Worker(chores)
    return run(worker, lifeline, watch=watch)


def run(worker: Worker, lifeline: Lifeline, *, watch: bool) -> int:
    """Run a worker in this process; 0 when it was told to stop, 1 when a chore's thread has died."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    lifeline.when_cut(worker.stop)
    worker.start()
    if watch:
        threading.Thread(target=_watch_sqlite, args=(worker,), name="accord-commits", daemon=True).start()
    lifeline.ready()
    while not worker.stopping.wait(1.0):
        if not worker.alive():
            logger.error("A chore has ended; the worker starts anew.")
            return 1
    if not worker.join(FAREWELL_S):
        logger.warning("A chore did not end in time.")
        os._exit(0)  # All work survives kill -9, so it survives this.
    return 0
