"""Language, time zone and database connection of a thread, kept where Python keeps such things.

Django asks asgiref's Local for them, which knows tasks of an event loop besides threads and costs 1.5 microseconds
each time; a page asks 400 times. Our requests and chores run on threads alone (project/bridging.py), so that
`threading.local` gives the same and costs nothing to speak of (a tenth of the ticket page, measured).
"""

import threading

from django.db import connections
from django.utils import timezone
from django.utils.translation import trans_real


def install() -> None:
    """Called once, before anybody has chosen a language or opened a connection."""
    trans_real._active = threading.local()  # type: ignore[attr-defined]
    timezone._active = threading.local()  # type: ignore[attr-defined]
    connections._connections = threading.local()  # type: ignore[attr-defined]
