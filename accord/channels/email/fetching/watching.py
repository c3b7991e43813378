"""One source, watched: look at its folders, wait for new mail by IDLE or the clock, connect anew when it breaks."""

import logging
import random
import select
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from accord.channels.email.fetching import connecting, noting, pop3
from accord.channels.email.fetching.failures import FetchError, no_room, told, words_of
from accord.channels.email.fetching.imap import Taking, Troubles
from accord.channels.email.fetching.storing import Store
from accord.channels.email.models import MailSource
from accord.channels.email.models.source import SourceKind

if TYPE_CHECKING:
    from imapclient import IMAPClient

log = logging.getLogger(__name__)
POLL_S = 60.0  # a server without IDLE, and the folders that are not watched
IDLE_S = 540.0  # RFC 2177 says under 29 minutes; routers forget a silent connection after less
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 300.0


class Watcher:
    """Fetches one source until `stop`. Its thread holds no database connection while it waits."""

    def __init__(self, source: MailSource) -> None:
        self.source = source
        self.stopping = threading.Event()
        self._troubles = Troubles()
        self._hang_up: Callable[[], None] = lambda: None
        self._pause = FIRST_PAUSE_S
        self._thread = threading.Thread(target=self._run, name=f"fetch-{source.pk}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end, also in the midst of waiting for its server; returns at once."""
        self.stopping.set()
        self._hang_up()

    def join(self, patience_s: float) -> None:
        self._thread.join(patience_s)

    def alive(self) -> bool:
        return self._thread.is_alive()

    def once(self) -> int:
        """Look at the source once; gives how many mails came. Raises FetchError, which is written down too."""
        return self._noted(
            self._pop3 if self.source.kind == SourceKind.POP3 else lambda: self._imap(stay=False)
        )

    def _run(self) -> None:
        session = self._stay_pop3 if self.source.kind == SourceKind.POP3 else lambda: self._imap(stay=True)
        while not self.stopping.is_set():
            try:
                self._noted(session)
            except FetchError as error:
                log.info("source %s: %s", self.source.pk, error)
            except DatabaseError:
                log.exception("source %s: the database does not answer", self.source.pk)
            finally:
                connection.close()
            self.stopping.wait(self._pause * random.uniform(0.6, 1.0))
            self._pause = min(self._pause * 2, LONGEST_PAUSE_S)

    def _noted(self, session: Callable[[], int]) -> int:
        """Carry out a session; how it fails is written down, and counts against the mails that it failed at."""
        try:
            return session()
        except FetchError as error:
            raise self._failed(error) from error
        except OSError as error:
            key = "disk_full" if no_room(error) else "hung_up"
            raise self._failed(FetchError(key, words_of(error))) from error
        except DatabaseError:
            raise
        except Exception as error:
            log.exception("source %s", self.source.pk)
            raise self._failed(FetchError("internal", type(error).__name__)) from error

    def _failed(self, error: FetchError) -> FetchError:
        if not self.stopping.is_set():
            self._troubles.failed(blame=error.key != "disk_full")
            noting.badly(self.source, error)
        return error

    def _well(self, taken: int) -> None:
        self._pause = FIRST_PAUSE_S
        noting.well(self.source, taken)

    def _stay_pop3(self) -> int:
        while not self.stopping.is_set():
            self._pop3()
            connection.close()
            self.stopping.wait(POLL_S)
        return 0

    def _pop3(self) -> int:
        client, store = connecting.pop3(connecting.way_of(self.source)), Store(self.source)
        self._hang_up = lambda: connecting.interrupt(client.sock)
        try:
            taken = pop3.take(client, self.source, store, self._troubles, self.stopping)
        finally:
            store.rest()
            with suppress(OSError):
                client.close()
        self._well(taken)
        return taken

    def _imap(self, *, stay: bool) -> int:
        client = connecting.imap(connecting.way_of(self.source))
        self._hang_up = lambda: connecting.interrupt(client.socket())
        store = Store(self.source)
        taking = Taking(client, self.source, store, self._troubles, self.stopping)
        try:
            taken = self._look(taking)
            while stay and not self.stopping.is_set():
                connection.close()
                self._wait(client, taking)
                taken = self._look(taking)
            with suppress(OSError, client.Error):
                client.logout()
            return taken
        finally:
            store.rest()
            connecting.hang_up(client)

    def _look(self, taking: Taking) -> int:
        """All folders, the first one last: it stays open."""
        first, *others = self.source.shown_folders
        taken = sum(taking.take(folder) for folder in (*others, first) if not self.stopping.is_set())
        taking.store.rest()
        if not self.stopping.is_set():
            self._well(taken)
        return taken

    def _wait(self, client: "IMAPClient", taking: Taking) -> None:
        """Until all folders are to be looked at again; what comes to the first one meanwhile is taken at once."""
        first, *others = self.source.shown_folders
        idles = client.has_capability("IDLE")
        until = time.monotonic() + (POLL_S if others or not idles else IDLE_S)
        while not self.stopping.is_set() and (left := until - time.monotonic()) > 0:
            if not idles:
                self.stopping.wait(left)
            elif _told_of_something(client, left) and not self.stopping.is_set():
                if taken := taking.more(first):
                    taking.store.rest()
                    self._well(taken)
                connection.close()


def _told_of_something(client: "IMAPClient", patience_s: float) -> bool:
    """IDLE until the server says something, at most so long. Raises FetchError."""
    with told():
        client.idle()
        said = _already_said(client) or bool(_readable(client, patience_s))
        client.idle_done()
    return said


def _already_said(client: "IMAPClient") -> bool:
    """What came in one packet with the server's "+ idling" is read already and would not make the socket readable."""
    server = client._imap
    line = getattr(server, "_file", None) or server.file
    sock = client.socket()
    before = sock.gettimeout()
    sock.settimeout(0)
    try:
        return bool(line.peek(1))
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    finally:
        sock.settimeout(before)


def _readable(client: "IMAPClient", patience_s: float) -> bool:
    poller = select.poll()
    poller.register(client.socket().fileno(), select.POLLIN)
    return bool(poller.poll(patience_s * 1000))
