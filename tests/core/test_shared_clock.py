"""A clock that several processes share and that runs faster than the world's."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core.shared_clock import VARIABLE, SharedClock

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)


class Steady:
    """The seconds of a machine, which pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_it_stands_until_it_runs_and_keeps_what_has_passed(tmp_path: Path) -> None:
    steady = Steady()
    clock = SharedClock.make(tmp_path / "clock", MONDAY, steady)
    steady.seconds += 10
    assert clock.now() == MONDAY
    clock.run(60)
    steady.seconds += 10
    assert clock.now() == MONDAY + timedelta(minutes=10)
    clock.run(0)
    steady.seconds += 10
    assert (clock.now(), clock.speed) == (MONDAY + timedelta(minutes=10), 0.0)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 100)), max_size=8))
def test_whatever_its_speeds_it_never_goes_back(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    steady = Steady()
    clock = SharedClock.make(tmp_path_factory.mktemp("clock") / "clock", MONDAY, steady)
    another = SharedClock(Path(clock.path), steady)
    before, passed = MONDAY, 0.0
    for speed, seconds in changes:
        clock.run(speed)
        steady.seconds += seconds
        passed += speed * seconds
        now = another.now()
        assert now >= before
        assert abs((now - MONDAY).total_seconds() - passed) < 0.01
        before = now


def test_another_process_tells_the_same_time_and_leases_keep_the_machines(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    clock = SharedClock.make(path, MONDAY)
    clock.run(1000)
    asked = (
        "from accord.core import clock as c; print(c.now(), c.machine_now(), c.machine_seconds(300), sep='|')"
    )
    before = clock.now()
    said = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, VARIABLE: str(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    now, machine, wait = said.stdout.strip().split("|")
    assert before < datetime.fromisoformat(now) < clock.now()
    assert abs(datetime.fromisoformat(machine) - datetime.now(UTC)) < timedelta(minutes=2)
    assert float(wait) == 0.3
