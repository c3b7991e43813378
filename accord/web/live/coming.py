"""Agents who come and go: the first stream of one in this process, and some time after the last has ended."""

import logging
import secrets
import time

from accord.people import presence
from accord.web.live.hub import Hub

log = logging.getLogger(__name__)
GONE_S = 40.0  # a page that is loaded again, a train in a tunnel
FORGET_S = 60.0


class Comings:
    """Writes presence for the streams of one web process. `look` is called every few seconds by the watcher."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.process = secrets.token_hex(8)
        self._here: dict[
            int, float
        ] = {}  # who is here by what was written, and when a stream of his was last open
        self._beat_at = -presence.BEAT_S
        self._forgot_at = -FORGET_S

    def come(self, person_id: int) -> None:
        """A stream of his has opened; in a thread that may write."""
        self._beat()
        self._here[person_id] = time.monotonic()
        presence.come(person_id, self.process)

    def heard_gone(self, person_id: int) -> None:
        """Another process wrote that he went: not while he listens here."""
        if person_id in self.hub.people():
            self.come(person_id)

    def look(self) -> None:
        """Beat while anybody listens; write down who is gone."""
        now = time.monotonic()
        for person_id in self.hub.people():
            if person_id in self._here:
                self._here[person_id] = now
        for person_id in [each for each, seen in self._here.items() if now - seen > GONE_S]:
            del self._here[person_id]
            presence.go(person_id, self.process)
        if self._here:
            self._beat()
        if now - self._forgot_at > FORGET_S:
            self._forgot_at = now
            presence.forget_the_dead()

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beat_at >= presence.BEAT_S:
            self._beat_at = now
            presence.beat(self.process)
