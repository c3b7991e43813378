"""Nobody waits inside a transaction: on SQLite everybody else who writes would wait with him (no sleep, no network)."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

TESTS = str(Path(__file__).parent)


class WaitedInTransaction(AssertionError):
    """Somebody slept, or asked another machine, while his transaction was open."""


def in_transaction() -> bool:
    """Whether this thread has a transaction open, the one apart that a test stands in itself."""
    from django.db import connection

    return any(not block._from_testcase for block in connection.atomic_blocks)


def own_transaction() -> transaction.Atomic:
    """A transaction that a test opens around code which has none open, to take back what it does."""
    own = transaction.atomic()
    own._from_testcase = True
    return own


@contextmanager
def forbidden() -> Iterator[None]:
    """Within, waiting inside a transaction raises WaitedInTransaction; what tests do themselves is theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", _guarded(time.sleep, "slept"))
        patch.setattr(socket, "getaddrinfo", _guarded(socket.getaddrinfo, "asked for the address of a machine"))
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect, "called another machine"))
        yield


def _guarded(call: Any, deed: str) -> Any:
    @wraps(call)
    def guarded(*given: Any, **named: Any) -> Any:
        if in_transaction() and not sys._getframe(1).f_code.co_filename.startswith(TESTS):
            raise WaitedInTransaction(f"{sys._getframe(1).f_code.co_qualname} {deed} inside a transaction")
        return call(*given, **named)

    return guarded
