"""A child process and its supervisor hold a socket between them: the child says when it is ready, and whichever
ends, the other knows, even after kill -9. No pid file, so a stale pid can do no harm.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable

VARIABLE = "ACCORD_LIFELINE"
READY = b"ready\n"
GRACE_S = 4.5

logger = logging.getLogger(__name__)


class Lifeline:
    """The child's end; in a process that was started alone it does nothing."""

    def __init__(self) -> None:
        number = os.environ.pop(VARIABLE, "")
        self._socket = socket.socket(fileno=int(number)) if number else None
        if self._socket is not None:
            self._socket.set_inheritable(False)

    @property
    def supervised(self) -> bool:
        return self._socket is not None

    def ready(self) -> None:
        """Tell the supervisor that this process does its work now."""
        if self._socket is not None:
            self._socket.sendall(READY)

    def when_cut(self, stop: Callable[[], object]) -> None:
        """Call `stop` (from another thread) when the supervisor is gone; end the process if that takes long."""
        if self._socket is None:
            return

        def watch() -> None:
            assert self._socket is not None
            while self._socket.recv(64):
                pass
            logger.warning("The supervisor is gone; this process ends too.")
            stop()
            threading.Event().wait(GRACE_S)
            os._exit(1)

        threading.Thread(target=watch, name="accord-lifeline", daemon=True).start()
