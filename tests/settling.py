"""Waiting until what was committed counts: on PostgreSQL each open transaction of any test holds the cursors back."""

import time

from django.db import connection

from accord.events import cursors
from accord.tickets.rows import run

_UNSETTLED = "SELECT EXISTS (SELECT 1 FROM event WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()))"

PATIENCE_S = 180.0  # a test of another process may stand in one transaction for most of a minute


def settled() -> str:
    """Wait until nothing hides what happened; gives the cursor after all of it."""
    until = time.monotonic() + PATIENCE_S
    while connection.vendor == "postgresql" and run(_UNSETTLED, []) == [(True,)]:
        assert time.monotonic() < until, "a transaction never ends"
        time.sleep(0.02)
    return cursors.newest()
