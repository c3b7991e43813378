"""Intake and worker of a desk as processes of their own, so that a new one costs little, and what their kills hit."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from accord.project import lifelines
from tests.insider import ROOT
from tests.long.load import SETTLE_S
from tests.running import Desk, answers, eventually

NOTE = "mail-trying.json"  # accord/channels/email/trying.py: it stands there in the midst of a batch


def accord(made: Desk, *arguments: str, data: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """One command to its end, on that folder."""
    environment = made.environment | ({"ACCORD_DATA": str(data)} if data else {})
    command = [sys.executable, "-m", "accord.project.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


class Parts:
    """`accord mail-in` and `accord worker`; each comes up again when it was killed."""

    def __init__(self, made: Desk) -> None:
        self.desk = made
        self.claims: set[str] = set()
        self.start_s = 1.0
        self.mail_in = self._start_mail_in()
        self.start_worker()

    def _start_mail_in(self) -> "subprocess.Popen[str]":
        return self.desk.run("mail-in", "--smtp-port", str(self.desk.smtp_port))

    def start_worker(self) -> None:
        self.began, self.noted, self.ready = time.monotonic(), self._note(), False
        self.lifeline, theirs = socket.socketpair()
        with theirs:
            self.worker = self.desk.run(
                "worker", pass_fds=[theirs.fileno()], variables={lifelines.VARIABLE: str(theirs.fileno())}
            )

    def wait_for_worker(self) -> None:
        """Until the worker says that it works. `start_s` is how long that took, which tells how busy we are."""
        if self.ready:
            return
        self.lifeline.settimeout(SETTLE_S)
        assert lifelines.READY in self.lifeline.recv(64)
        self.start_s, self.ready = time.monotonic() - self.began, True

    def kill_mail_in(self) -> None:
        """Kill it while it listens; the next one is on its way."""
        eventually(lambda: answers(self.desk.smtp_port), patience_s=SETTLE_S)
        self.desk.end(self.mail_in, signal.SIGKILL)
        self.mail_in = self._start_mail_in()

    def kill_worker(self) -> set[str]:
        """Kill it and look what it left behind: whether it was in the midst of "parsing" or "sending"."""
        self.desk.end(self.worker, signal.SIGKILL)
        self.lifeline.close()
        hit = set()
        if self._note() not in (0, self.noted):
            hit.add("parsing")
        claims = set(self.desk.inside("tests.long.parts:claims"))
        if claims - self.claims:
            hit.add("sending")
        self.claims = claims
        return hit

    def parses(self) -> bool:
        """Whether the living worker is in the midst of a batch."""
        return self._note() not in (0, self.noted)

    def _note(self) -> int:
        """When the note was written, 0 when there is none."""
        try:
            return (self.desk.data / NOTE).stat().st_mtime_ns
        except FileNotFoundError:
            return 0


# ---- inside of a desk (tests/insider.py) ----


def claims() -> list[str]:
    """The marks of batches of deliveries that somebody has begun."""
    from accord.events.models import Delivery

    return list(Delivery.objects.exclude(claim="").values_list("claim", flat=True).distinct())
