"""The watcher: one thread a process that notices commits and reads the new events (the live bus is the event table).

On SQLite it asks `PRAGMA data_version` every 20 ms on a connection of its own (3 microseconds each); on PostgreSQL it
waits for a NOTIFY, which also carries presence between processes, and looks every second in any case.
"""

import json
import logging
import threading
import time
from typing import Any

from django.db import connection

from accord.events import cursors
from accord.events.models import Event
from accord.events.recording import CHANNEL
from accord.messaging.chats.happenings import ChatSaid
from accord.messaging.notices.happenings import NoticesGiven
from accord.people.happenings import PersonPresence
from accord.people.models import Presence
from accord.queue import on_screen
from accord.tickets.going_outside import INTERNAL
from accord.tickets.models import Ticket
from accord.web.live.coming import Comings
from accord.web.live.hub import Hub, News

log = logging.getLogger(__name__)
EVERY_S = 0.02
LOOK_ANYWAY_S = 1.0
TIDY_S = 5.0


def news_of(found: list[tuple[str, Event]]) -> list[News]:
    """What pages hear of these (cursor, event): those of a ticket, with who may hear of it as it stands now."""
    tickets = {event.ticket_id for _, event in found if event.ticket_id}
    rows = Ticket.objects.filter(id__in=tickets).values_list(
        "id", "code", "department_id", "assignee_id", "requester_id", "channel"
    )
    known = {row[0]: row[1:] for row in rows}
    news = []
    for cursor, event in found:
        if event.ticket_id in known:
            code, department, assignee, requester, channel = known[event.ticket_id]
            asked = requester if channel == INTERNAL else None
            about = cursor, event.ticket_id, code, event.kind, department, assignee, event.actor_id
            news.append(News(*about, asked=asked))
    return news


class Watcher:
    """Feeds a hub until the process ends."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.comings = Comings(hub)
        self.cursor = ""
        self._started = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch, once a process."""
        with self._started:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-watcher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                self.cursor = self.cursor or cursors.newest()
                self._watch()
            except Exception:  # the database may be away for a while; streams stay open and go on then
                log.exception("live: watching failed, trying again")
                connection.close()
                time.sleep(LOOK_ANYWAY_S)

    def _watch(self) -> None:
        wait = self._wait_postgres() if connection.vendor == "postgresql" else self._wait_sqlite()
        tidied = time.monotonic()
        for _ in wait:
            self.read()
            if time.monotonic() - tidied > TIDY_S:
                tidied = time.monotonic()
                for ticket, person in self.hub.forget_the_gone():
                    on_screen.closed(ticket, person)
                self.comings.look()

    def read(self) -> None:
        """Hand all new events to the hub."""
        while found := cursors.after(self.cursor, 500):
            told = {news.cursor: news for news in news_of(found)}
            for cursor, event in found:
                self.cursor = cursor
                if event.kind == PersonPresence.key:
                    self._hear_presence(event)
                elif event.kind == NoticesGiven.key:
                    for person in event.data.get("people", ()):
                        self.hub.tell_person(person)
                elif event.kind == ChatSaid.key:
                    for person in event.data.get("people", ()):
                        self.hub.tell_chat(person, event.subject_id)
                if cursor in told:
                    self.hub.tell(told[cursor])

    def _hear_presence(self, event: Event) -> None:
        presence = str(event.data.get("presence"))
        self.hub.tell_standing(event.subject_id, presence)
        if presence == Presence.OFFLINE:
            self.comings.heard_gone(event.subject_id)

    def _wait_sqlite(self) -> Any:
        version = None
        tidy = time.monotonic() + TIDY_S
        while True:
            with connection.cursor() as sql:
                sql.execute("PRAGMA data_version")
                now = sql.fetchone()[0]
            if now != version or time.monotonic() > tidy:
                version, tidy = now, time.monotonic() + TIDY_S
                yield
            time.sleep(EVERY_S)

    def _wait_postgres(self) -> Any:
        connection.ensure_connection()
        raw: Any = connection.connection
        with connection.cursor() as sql:
            sql.execute(f"LISTEN {CHANNEL}")
        while True:
            yield
            for note in raw.notifies(timeout=LOOK_ANYWAY_S, stop_after=1):
                if note.payload:
                    self.hub.hear(json.loads(note.payload))


def relay_by_postgres(words: dict[str, Any]) -> None:
    """Tell the other processes who looks and who writes."""
    with connection.cursor() as sql:
        sql.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(words)])
