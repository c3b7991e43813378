"""Waking whoever reads the spool: a byte in a named pipe, which needs no polling and has no path limit."""

import contextlib
import os
import select
from pathlib import Path

FILE_NAME = "wake"
_WITHOUT_PIPE_SECONDS = 0.05


def wake(folder: Path) -> None:
    """Tell a waiting reader, if there is one, that something was stored. Never blocks, never raises."""
    with contextlib.suppress(OSError):
        fd = os.open(folder / FILE_NAME, os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(fd, b"\0")
        finally:
            os.close(fd)


class Bell:
    """The reader's end. On a file system without named pipes it degrades to short sleeps."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE_NAME
        with contextlib.suppress(OSError):
            os.mkfifo(path, 0o600)
        self._fd = -1
        with contextlib.suppress(OSError):
            # Read and write: with no writer a pipe that is only read would report its end for ever.
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def fileno(self) -> int:
        """For a selector; -1 where there are no named pipes."""
        return self._fd

    def wait(self, timeout_seconds: float) -> bool:
        """Sleep until something was stored, at most `timeout_seconds`. True: have a look."""
        if self._fd < 0:
            select.select([], [], [], min(timeout_seconds, _WITHOUT_PIPE_SECONDS))
            return True
        poller = select.poll()
        poller.register(self._fd, select.POLLIN)
        if not poller.poll(timeout_seconds * 1000):
            return False
        with contextlib.suppress(BlockingIOError):
            while len(os.read(self._fd, 4096)) == 4096:
                pass
        return True

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
