"""Fetching by hand: `accord mail fetch`."""

import logging
import os
import signal
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection

from accord.channels.email.fetching.failures import FetchError
from accord.channels.email.fetching.leasing import Lease
from accord.channels.email.fetching.supervising import EVERY_S, Supervisor
from accord.channels.email.models import MailSource

log = logging.getLogger(__name__)
DONE = os.EX_OK
NO_SOURCE = os.EX_UNAVAILABLE  # 69
TRY_AGAIN = os.EX_TEMPFAIL  # 75


def once(say: Callable[[str], None], number: int | None = None) -> int:
    """Look once at the active sources, or at the one with this id; gives the exit code.

    A source that another process fetches is left to it.
    """
    from accord.channels.email.fetching.watching import Watcher

    rows = MailSource.objects.select_related("mailbox")
    chosen = list(rows.filter(pk=number) if number else rows.filter(is_active=True, mailbox__is_active=True))
    code = DONE if chosen else NO_SOURCE
    for source in chosen:
        try:
            lease = Lease.of(source.pk)
            if lease is None:
                say(f"{source}: another process fetches it")
                continue
            try:
                say(f"{source}: {Watcher(source).once()} fetched")
            finally:
                lease.give_back()
        except (FetchError, DatabaseError, OSError) as error:
            say(f"{source}: {error}")
            code = TRY_AGAIN
    return code


def on_and_on() -> int:
    """Fetch all active sources until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    supervisor = Supervisor()
    while not stopping.is_set():
        try:
            supervisor.look()
        except (DatabaseError, OSError):
            log.exception("the sources could not be looked up; next try in %g s", EVERY_S)
            connection.close()
        stopping.wait(EVERY_S)
    supervisor.farewell()
    return DONE
