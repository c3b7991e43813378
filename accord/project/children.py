"""One child process of the supervisor: started, watched, started anew after a pause when it fell."""

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from accord.project.lifelines import READY, VARIABLE

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_S = 60.0
EXIT_WITHIN_S = 2.0
KILL_AFTER_S = 4.0

logger = logging.getLogger(__name__)


class UselessToRetry(Exception):
    """A child gave up before it was ever ready, or said that another try is useless; `code` is its exit code.

    One that was killed did not give up.
    """

    def __init__(self, name: str, code: int) -> None:
        super().__init__(f"The {name} process could not start.")
        self.code = code


class Child:
    """Keeps `accord ARGUMENTS` running. `on_ready` is called at each start that succeeds."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.pid = 0
        self._command = [sys.executable, "-m", "accord.project.cli", *arguments]
        self._environment = environment
        self._on_ready = on_ready
        self._was_ready = False

    async def keep(self) -> None:
        """Run the child until cancelled; then stop it gently, within 5 seconds by force.

        Raises UselessToRetry.
        """
        pause, loop = FIRST_PAUSE_S, asyncio.get_running_loop()
        while True:
            began = loop.time()
            code = await self._run_once()
            if code == os.EX_CONFIG or (code >= 0 and not self._was_ready):
                raise UselessToRetry(self.name, code)
            pause = FIRST_PAUSE_S if loop.time() - began > HEALTHY_S else min(pause * 2, LONGEST_PAUSE_S)
            logger.error("The %s process ended (%s); it starts anew in %g s.", self.name, code, pause)
            await asyncio.sleep(pause)

    async def _run_once(self) -> int:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = subprocess.Popen(
                self._command,
                env={**os.environ, **self._environment, VARIABLE: str(theirs.fileno())},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
            self.pid = process.pid
            theirs.close()
            try:
                await self._listen(ours)
                await _exit(process, EXIT_WITHIN_S)
            finally:
                code = await _end(process)
        return code

    async def _listen(self, ours: socket.socket) -> None:
        """Return when the child has closed its end, which is when it has ended."""
        loop = asyncio.get_running_loop()
        ours.setblocking(False)
        with contextlib.suppress(ConnectionResetError):
            while said := await loop.sock_recv(ours, 64):
                if READY in said:
                    self._was_ready = True
                    self._on_ready()


async def _exit(process: "subprocess.Popen[bytes]", patience_s: float) -> None:
    """Wait until the process is gone, at most `patience_s` seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience_s
    while process.poll() is None and loop.time() < until:
        await asyncio.sleep(0.01)


async def _end(process: "subprocess.Popen[bytes]") -> int:
    """End the process, gently and then by force; gives its exit code."""
    if process.poll() is None:
        process.terminate()
        await _exit(process, KILL_AFTER_S)
    if process.poll() is None:
        process.kill()
    return process.wait()
