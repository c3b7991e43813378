"""What is wrong is told with its cure; a check that falls is told too."""

from collections.abc import Iterator

import pytest

from accord.core import health
from accord.core.health import Problem
from accord.core.registry import Registry


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry[health.Check]]:
    made: Registry[health.Check] = Registry("health check")
    monkeypatch.setattr(health, "checks", made)
    yield made


def test_severe_problems_come_first(checks: Registry[health.Check]) -> None:
    mild, severe = Problem("mild", "Mild", "Wait."), Problem("severe", "Severe", "Run.", severe=True)
    checks.add("some")(lambda: [mild, severe])
    assert health.problems() == [severe, mild]


def test_a_check_that_fails_hides_no_other(checks: Registry[health.Check]) -> None:
    checks.add("blind")(lambda: [Problem("x", "", "")][1:] + [Problem(*("a", "b"))])  # type: ignore[call-arg]
    checks.add("seeing")(lambda: [Problem("full", "Full", "Clean up.", severe=True)])
    assert [problem.key for problem in health.problems()] == ["full", "check:blind"]
