"""Workers that are killed while they send: every answer goes out at least once, always under one Message-ID."""

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import blank
from tests.channels.email.outbox import Sink, smtp_server
from tests.surroundings import surroundings

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]


class Desk:
    """A data folder with answers to send, and workers for it."""

    def __init__(self, folder: Path) -> None:
        blank.put(folder)
        self.environment = surroundings(ACCORD_DATA=str(folder), ACCORD_ROLE="worker")

    def run(self, *command: str) -> str:
        done = subprocess.run(
            self._command(*command), env=self.environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def worker(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._command("work"), env=self.environment, cwd=ROOT)

    def _command(self, *command: str) -> list[str]:
        return [sys.executable, "-m", "tests.channels.email.sending_worker", *command]


def check(desk: Desk, sink: Sink, count: int) -> None:
    """All answers are sent, each as one mail whose copies are equal to the byte."""
    stored = [line.split() for line in desk.run("state").splitlines()]
    assert len(stored) == count
    assert all(state == "sent" and len(rows) == 1 and rows[0].startswith("sent:") for state, *rows in stored)
    copies: dict[str, set[bytes]] = defaultdict(set)
    for taken in sink.mails:
        copies[str(taken.mail["Message-ID"]).strip("<>")].add(taken.raw)
    assert set(copies) == {rows[0].removeprefix("sent:") for _state, *rows in stored}
    assert all(len(different) == 1 for different in copies.values())


def kill_when(desk: Desk, reached: Callable[[], bool]) -> None:
    """Start a worker and kill it at the moment that `reached` names."""
    worker = desk.worker()
    while not reached() and worker.poll() is None:
        time.sleep(0.002)
    worker.kill()
    worker.wait()


@pytest.mark.parametrize("moment", ["stored, not sent", "taken, not noted"])
def test_a_worker_dies_at_a_bad_moment(tmp_path: Path, moment: str) -> None:
    desk, reached = Desk(tmp_path), []
    with smtp_server() as (sink, port):
        desk.run("make", str(port), "1")

        def slow(_: str) -> None:
            reached.append(True)
            time.sleep(1)

        if moment == "stored, not sent":
            sink.at_rcpt = slow
        else:
            sink.after_data = slow
        kill_when(desk, lambda: bool(reached))
        assert len(sink.mails) == (moment == "taken, not noted")
        sink.at_rcpt = sink.after_data = lambda _: None
        desk.run("work")
        check(desk, sink, 1)
        assert len(sink.mails) == (1 if moment == "stored, not sent" else 2)


@pytest.mark.long
def test_workers_are_killed_at_random(tmp_path: Path) -> None:
    desk, count, dice = Desk(tmp_path), 300, random.Random(20261122)
    with smtp_server() as (sink, port):
        desk.run("make", str(port), str(count))
        for _ in range(25):
            before = len(sink.mails)
            enough, until = dice.randint(0, 14), time.monotonic() + 20
            kill_when(
                desk, lambda e=enough, b=before, u=until: len(sink.mails) >= b + e or time.monotonic() > u
            )  # type: ignore[misc]
        desk.run("work")
        check(desk, sink, count)
