"""The worker: chores again and again, whatever happens."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accord.core.sqlite.base import data_version
from accord.project import working
from accord.project.working import Chore, Worker, watch_commits

ROOT = Path(__file__).parents[2]


@contextmanager
def at_work(*chores: Chore, version: Callable[[], int] = lambda: 0) -> Iterator[Worker]:
    worker = Worker(chores, version)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
        assert worker.join(5)


class Rounds:
    """A chore's `run` that counts and can be waited for."""

    def __init__(self, results: Callable[[int], int] = lambda number: 0) -> None:
        self.count = 0
        self._results = results
        self._changed = threading.Condition()

    def __call__(self) -> int:
        with self._changed:
            self.count += 1
            self._changed.notify_all()
        return self._results(self.count)

    def reach(self, number: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.count >= number, timeout=10)


def test_a_chore_with_work_is_done_again_at_once() -> None:
    rounds = Rounds(lambda number: 1 if number < 100 else 0)
    with at_work(Chore("busy", rounds, idle_seconds=3600)):
        rounds.reach(100)


def test_a_chore_gives_way_to_one_that_has_its_hands_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "GIVE_WAY", 1e9)
    first, second, over = Rounds(lambda number: 1), Rounds(lambda number: 1), threading.Event()

    def after_the_first() -> int:
        over.wait(10)
        return second()

    with at_work(Chore("mail", first), Chore("letters", after_the_first, gives_way_to="mail")):
        first.reach(2)
        over.set()
        second.reach(1)
        first.reach(first.count + 500)
        assert second.count == 1


def test_a_chore_gives_way_to_nobody_who_rests() -> None:
    first, second = Rounds(), Rounds(lambda number: 1 if number < 100 else 0)
    with at_work(Chore("mail", first, idle_seconds=3600), Chore("letters", second, gives_way_to="mail")):
        second.reach(100)


def test_a_chore_gives_way_while_others_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "GIVE_WAY", 1e9)
    commits = [1]

    def letter(number: int) -> int:
        commits[0] += number == 5  # somebody else's, while the fifth was written
        return 1

    rounds, other = Rounds(letter), Rounds(lambda number: 1)
    letters = Chore("letters", rounds, gives_way_to_writers=True)
    with at_work(letters, Chore("other", other), version=lambda: commits[0]):
        rounds.reach(5)
        other.reach(other.count + 500)
        assert rounds.count == 5


def test_a_chore_whose_work_is_old_gives_way_to_no_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "GIVE_WAY", 1e9)
    commits = [1]

    def letter(number: int) -> int:
        commits[0] += 1
        return 1

    rounds = Rounds(letter)
    letters = Chore("letters", rounds, gives_way_to_writers=True, in_arrears=lambda: True)
    with at_work(letters, version=lambda: commits[0]):
        rounds.reach(100)


def test_a_chore_without_work_comes_again_after_its_rest() -> None:
    rounds = Rounds()
    with at_work(Chore("idle", rounds, idle_seconds=0.001)):
        rounds.reach(5)


def test_its_own_way_of_resting_is_used() -> None:
    rests, rounds = list[float](), Rounds()
    with at_work(Chore("bell", rounds, idle_seconds=7, rest=lambda seconds: rests.append(seconds))):
        rounds.reach(5)
    assert set(rests) == {7}


def test_a_failing_chore_is_tried_again_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(working, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(working, "_close_connections", lambda: None)

    def fail(number: int) -> int:
        if number < 4:
            raise RuntimeError("on purpose")
        return 0

    failing, other = Rounds(fail), Rounds()
    with at_work(Chore("failing", failing, 0.001), Chore("other", other, 0.001)) as worker:
        failing.reach(5)
        other.reach(5)
        assert worker.alive()
    assert caplog.text.count("The chore failing failed") == 3


def test_pauses_after_failures_grow(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(working, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(working, "LONGEST_PAUSE_S", 0.004)
    monkeypatch.setattr(working, "_close_connections", lambda: None)
    rounds = Rounds(lambda number: 1 // 0)
    with at_work(Chore("broken", rounds, 0)):
        rounds.reach(6)
    pauses = [record.args[1] for record in caplog.records if isinstance(record.args, tuple)]
    assert pauses[:5] == [0.001, 0.002, 0.004, 0.004, 0.004]


def test_a_commit_elsewhere_ends_the_rest(tmp_path: Path) -> None:
    name = tmp_path / "watched.sqlite3"
    writer = sqlite3.connect(name)
    reader = sqlite3.connect(name, check_same_thread=False)
    rounds = Rounds()
    with at_work(Chore("watching", rounds, idle_seconds=3600, on_commit=True)) as worker:
        rounds.reach(1)
        watch = threading.Thread(target=watch_commits, args=(worker, lambda: data_version(reader)))
        watch.start()
        writer.execute("CREATE TABLE t (n integer)")
        for number in range(2000):  # each is a commit of its own; 4 of them that are noticed are enough
            if rounds.count >= 4:
                break
            writer.execute("INSERT INTO t VALUES (?)", (number,))
            writer.commit()
            time.sleep(0.01)
        assert rounds.count >= 4
        worker.stop()
        watch.join()
    reader.close()
    writer.close()


def test_it_stops_after_the_batch_that_it_is_in() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), list[bool]()

    def batch() -> int:
        begun.set()
        go_on.wait(5)
        ended.append(True)
        return 1

    worker = Worker([Chore("long", batch)])
    worker.start()
    begun.wait(5)
    worker.stop()
    assert not worker.join(0.01)
    go_on.set()
    assert worker.join(5)
    assert ended == [True]


ALONE = """
import sys, threading
from accord.project.lifelines import Lifeline
from accord.project.working import Chore, Worker, run
def chore():
    print("at work", flush=True)
    if sys.argv[1] == "dies":
        raise SystemExit
    return 0
sys.exit(run(Worker([Chore("only", chore, 3600)]), Lifeline(), watch=False))
"""


def alone(what: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "accord.project.settings"}
    command = [sys.executable, "-c", ALONE, what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def test_the_process_ends_well_when_told() -> None:
    process = alone("lives")
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()


def test_the_process_ends_badly_when_a_chore_is_gone() -> None:
    process = alone("dies")
    assert process.wait(10) == 1
    assert process.stdout is not None
    process.stdout.close()
