"""A mass action whose worker is killed again and again does every ticket, and none twice."""

import signal
from pathlib import Path

import pytest

from tests.running import desk, eventually

pytestmark = [pytest.mark.long, pytest.mark.service]
TICKETS, KILLS = 1500, 4


def test_a_worker_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        made.open()
        job = made.inside("tests.automation.mass.inside:begin", count=TICKETS)

        def standing() -> dict[str, object]:
            return dict(made.inside("tests.automation.mass.inside:standing", job=job))

        seen = 0
        for _kill in range(KILLS):
            worker = made.run("worker")

            def further(before: int = seen) -> object:
                return standing() if int(str(standing()["done"])) > before else None

            seen = int(str(eventually(further, patience_s=120)["done"]))
            made.end(worker, signal.SIGKILL)
        assert seen < TICKETS, "it was killed while it was at work"
        worker = made.run("worker")
        eventually(lambda: standing()["state"] == "done", patience_s=180)
        made.end(worker)
        assert standing() == {"state": "done", "done": TICKETS, "times": {"2": TICKETS}}
        assert made.check() == []
