"""A small working day in compressed time: power cuts, mail, rules and clocks; everything is in order afterwards."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.insider import ROOT
from tests.long.test_parts_alone import database
from tests.running import Desk

pytestmark = [pytest.mark.long, pytest.mark.service]
__all__ = ["database"]
DAY = ["--agents", "12", "--hours", "0.75", "--customers", "30", "--backlog", "12", "--speed", "150"]


@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_a_day_with_two_power_cuts_ends_well(
    request: pytest.FixtureRequest, tmp_path: Path, where: str
) -> None:
    environment = Desk(tmp_path / "data").environment
    del environment["ACCORD_DATA"], environment["ACCORD_BASE_URL"]
    if where == "postgres":
        environment["ACCORD_DATABASE_URL"] = request.getfixturevalue("database")
    command = [
        sys.executable,
        "-m",
        "accord.project.cli",
        "simulate",
        *DAY,
        "--json",
        "--keep",
        str(tmp_path / "day"),
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["faults"] == [] and done.returncode == 0
    assert found["killed"] == 2 and found["check"] == "All is well."
    assert found["mails_in"] >= 30 and found["given_by_to_solve"] >= 10 and found["answers"] >= 10
    assert found["handed_out"] > 0 and found["rule_runs"] > 0 and found["closed_by_customer"] > 0
