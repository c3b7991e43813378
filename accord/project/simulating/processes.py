"""The desk's own processes: started as an operator starts them, killed as a power cut kills them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from accord.core.ports import free_port
from accord.core.shared_clock import VARIABLE

PATIENCE_S = 120.0


class NotStarted(Exception):
    """The desk ended, or did not answer in time; its log says why."""


class Desk:
    """`accord serve` on a data folder, with the clock of the day."""

    def __init__(self, data: Path, clock: Path) -> None:
        self.data, self.log = data, data.with_name("desk.log")
        self.port, self.smtp_port = free_port(), free_port()
        self.environment = {
            **os.environ,
            "ACCORD_DATA": str(data),
            "ACCORD_BASE_URL": f"http://127.0.0.1:{self.port}",
            VARIABLE: str(clock),
        }
        self.environment.pop("ACCORD_ROLE", None)
        self.is_up = False
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns when pages and mail are answered. Raises NotStarted."""
        ports = ["--port", str(self.port), "--smtp-port", str(self.smtp_port)]
        with open(self.log, "a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "accord.project.cli", "serve", *ports],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # a group of its own, so that it can be killed whole
            )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise NotStarted(f"The desk did not start; see {self.log}")
        until = time.monotonic() + PATIENCE_S
        while not (_answers(self.port) and _answers(self.smtp_port)):
            if time.monotonic() > until:
                raise NotStarted(f"The desk does not answer; see {self.log}")
            time.sleep(0.05)
        self.is_up = True

    def kill(self) -> None:
        """All its processes at once, without a word."""
        self.is_up = False
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def stop(self) -> None:
        """As an operator stops it."""
        self.is_up = False
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`accord ARGUMENTS` on the same workspace, at the same time of the day."""
        command = [sys.executable, "-m", "accord.project.cli", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
