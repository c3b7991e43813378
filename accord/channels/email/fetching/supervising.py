"""The worker's chore: a thread for each active source that no other process fetches, begun anew when it changes."""

import logging
import threading
import time
from typing import Any

from accord.channels.email.fetching.leasing import Lease
from accord.channels.email.models import MailSource

log = logging.getLogger(__name__)
EVERY_S = 3.0
RENEW_S = 15.0
PATIENCE_S = 2.5  # below the worker's farewell
# What a thread depends on; a change of it begins a new one.
_SETTINGS = (
    "kind", "host", "port", "security", "user", "secret", "auth", "grant_id", "folders", "after_fetch", "begin",
    "mailbox__address",
)  # fmt: skip


class Running:
    """A source's thread, the settings that it works by, and the lease that it holds."""

    def __init__(self, source: MailSource, settings: Any, lease: Lease) -> None:
        from accord.channels.email.fetching.watching import Watcher  # sourceless desks never load it

        self.settings, self.lease, self.renewed = settings, lease, time.monotonic()
        self.watcher = Watcher(source)
        self.watcher.start()


class Supervisor:
    """Keeps the threads in step with the table of sources."""

    def __init__(self) -> None:
        self._running: dict[int, Running] = {}
        self._guard = threading.Lock()
        self._ended = False

    def look(self) -> int:
        """Begin, end and renew what is due; one query when nothing is. Always gives 0: it never has its hands full."""
        with self._guard:
            if self._ended:
                return 0
            wanted = _wanted()
            for number, running in list(self._running.items()):
                self._keep(number, running, wanted.get(number))
            for number in wanted.keys() - self._running.keys():
                self._begin(number, wanted[number])
        return 0

    def farewell(self) -> None:
        """End all threads and give their sources to others; waits at most PATIENCE_S."""
        with self._guard:
            self._ended = True
            for running in self._running.values():
                running.watcher.stop()
            until = time.monotonic() + PATIENCE_S
            for running in self._running.values():
                running.watcher.join(max(0.0, until - time.monotonic()))
                if not running.watcher.alive():
                    running.lease.give_back()
            self._running.clear()

    def _keep(self, number: int, running: Running, settings: Any) -> None:
        if not running.watcher.alive():
            del self._running[number]
            running.lease.give_back()
        elif settings != running.settings:
            running.watcher.stop()
        elif time.monotonic() - running.renewed > RENEW_S:
            if running.lease.renew():
                running.renewed = time.monotonic()
            else:  # this machine slept for longer than the lease lasts
                log.warning("source %s is fetched by another machine now", number)
                running.watcher.stop()

    def _begin(self, number: int, settings: Any) -> None:
        lease = Lease.of(number)
        if lease is None:
            return
        source = MailSource.objects.select_related("mailbox").filter(pk=number).first()
        if source is None:
            lease.give_back()
        else:
            self._running[number] = Running(source, settings, lease)


def _wanted() -> dict[int, tuple[Any, ...]]:
    rows = MailSource.objects.filter(is_active=True, mailbox__is_active=True).values_list("pk", *_SETTINGS)
    return {row[0]: tuple(str(value) for value in row[1:]) for row in rows}


_supervisor: Supervisor | None = None


def look() -> int:
    """The chore of this process."""
    global _supervisor
    if _supervisor is None:
        _supervisor = Supervisor()
    return _supervisor.look()


def farewell() -> None:
    """The worker ends."""
    global _supervisor
    if _supervisor is not None:
        _supervisor.farewell()
        _supervisor = None
