"""Backups of a busy desk, finished and killed ones, and what each finished one must bring back."""

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.long.load import SETTLE_S, Load
from tests.long.parts import accord
from tests.long.providers import FETCHED, Box
from tests.running import Desk, desk, eventually

KEEPS = 4
FINISHES = 0.12  # of all that are begun
REST_S = 4.0
INSIDE = "tests.long.providers"


@dataclass
class Known:
    """What a desk had stored durably before a backup was begun, so that the backup must hold it."""

    acknowledged: set[str]  # SHA-256 of mails
    fetched: set[str]  # subjects of mails from mailboxes elsewhere


class Operator(threading.Thread):
    """Makes one backup after the other into `root`; most are killed, at random moments of their work.

    `finished` are the whole ones, of which the newest stay; `refused` is how many had no room, which they may say only
    while `full` is set.
    """

    def __init__(self, made: Desk, load: Load, root: Path, seed: int) -> None:
        super().__init__(name="operator", daemon=True)
        self.desk, self.load, self.root = made, load, root
        self.chance, self.insider = random.Random(seed), made.insider()
        self.finished: dict[Path, Known] = {}
        self.kills = self.refused = 0
        self.full = False
        self.failed: BaseException | None = None
        self._lasts_s = 0.0
        self._over = threading.Event()

    def end(self) -> None:
        self._over.set()
        self.join(SETTLE_S)
        if self.failed is not None:
            raise self.failed
        assert not self.is_alive()

    def run(self) -> None:
        try:
            while not self._over.is_set():
                self.make_one(kill=bool(self.finished) and not self.full and self.chance.random() > FINISHES)
        except BaseException as error:
            self.failed = error

    def make_one(self, *, kill: bool = False) -> None:
        """One backup; the kill comes somewhere between its first byte and its end, as long as the last one took."""
        known, full = self._known(), self.full
        parts = self._parts()
        process = self.desk.run("backup", str(self.root), "--keep", str(KEEPS))
        while process.poll() is None and not self._parts() - parts:
            time.sleep(0.005)
        began = time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.chance.uniform(0.0, self._lasts_s) if kill else SETTLE_S)
            self._lasts_s = time.monotonic() - began
        code = self.desk.end(process, signal.SIGKILL)
        if code == os.EX_TEMPFAIL:
            assert full or self.full, "there was room"
            self.refused += 1
        elif code == -signal.SIGKILL:
            self.kills += 1
        else:
            assert code == os.EX_OK
        there = {path.parent for path in self.root.glob("accord-*/manifest.json")}
        self.finished = {place: self.finished.get(place, known) for place in sorted(there)}

    def _parts(self) -> set[tuple[str, int]]:
        """What is half made, or was left by a kill."""
        return {(path.name, path.stat().st_ino) for path in self.root.glob(".accord-*.part") if path.exists()}

    def _known(self) -> Known:
        acknowledged = self.load.acknowledged()
        fetched = {*self.insider.do(f"{INSIDE}:spooled_subjects"), *self.insider.do(f"{INSIDE}:on_tickets")}
        return Known(acknowledged, {each for each in fetched if each.startswith(FETCHED)})


def brought_back(made: Desk, place: Path, folder: Path) -> Path:
    """Restore a backup into a new folder in `folder`; it passes `check --deep`."""
    data = folder / f"restored-{place.name}"
    done = accord(made, "restore", str(place), "--into", str(data), "--key", str(made.data / "secret.key"))
    assert done.returncode == 0, done.stderr
    checked = accord(made, "check", "--deep", "--data", str(data))
    assert checked.returncode == 0, checked.stdout
    return data


def is_whole_and_silent(data: Path, known: Known, load: Load, boxes: Sequence[Box] = ()) -> None:
    """A worker on the restored desk: what was known is there once, and what lies in the `boxes`; nothing is sent."""
    with desk(data) as again:
        sent = len(load.sink.mails)
        worker = again.run("worker")
        fetched = known.fetched | {subject for box in boxes for subject in box.subjects()}

        def all_came() -> bool:
            rows = again.inside("tests.setting:ledger")
            subjects = {row["subject"] for row in rows}
            return known.acknowledged <= {row["sha256"] for row in rows} and fetched <= subjects

        eventually(all_came, patience_s=SETTLE_S, pause_s=0.3)
        time.sleep(REST_S)
        again.end(worker)
        once = [row["sha256"] for row in again.inside("tests.setting:ledger") if row["fate"] != "same"]
        assert len(once) == len(set(once)), "a mail that was in the spool and in the database counts once"
        on_tickets = again.inside(f"{INSIDE}:on_tickets")
        assert {subject: on_tickets.get(subject) for subject in fetched} == dict.fromkeys(fetched, 1)
        assert len(load.sink.mails) == sent, "a restored desk sends nothing by itself"
        assert again.check() == []
