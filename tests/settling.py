"""Waiting until what was committed counts: on PostgreSQL each open transaction of the database holds cursors back."""

import time

from django.db import connection

from accord.events import cursors
from accord.tickets.rows import run

PATIENCE_S = 60.0


def settled() -> str:
    """Wait until nothing hides what happened; gives the cursor after all of it."""
    until = time.monotonic() + PATIENCE_S
    while connection.vendor == "postgresql" and cursors.newest() != _last():
        assert time.monotonic() < until, "a transaction never ends"
        time.sleep(0.02)
    return cursors.newest()


def _last() -> str:
    found = run("SELECT xid::text AS text, id FROM event ORDER BY xid DESC, id DESC LIMIT 1", [])
    return "{}.{}".format(*found[0]) if found else cursors.START
