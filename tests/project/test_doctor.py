"""`accord doctor` tells each problem with its cure, and its exit code how bad they are."""

import json
import subprocess
import sys
from pathlib import Path

from tests import blank
from tests.surroundings import surroundings


def accord(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "accord.project.cli", *arguments, "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=surroundings(ACCORD_DATA=str(folder)))


def test_problems_severe_ones_and_a_folder_without_a_desk(tmp_path: Path) -> None:
    assert accord(tmp_path, "doctor").returncode == 2
    blank.put(tmp_path)
    assert accord(tmp_path, "init", "--owner", "owner@example.com").returncode == 0
    (tmp_path / "secret.key").chmod(0o640)
    asked = accord(tmp_path, "doctor", "--json")
    found = {line["key"]: line for line in map(json.loads, asked.stdout.splitlines())}
    assert {"one-administrator", "no-second-step", "key-readable", "backup-old"} <= found.keys(), asked.stderr
    assert all(line["title"] and line["cure"] for line in found.values())
    assert asked.returncode == (2 if any(line["severe"] for line in found.values()) else 1)
    (tmp_path / "secret.key").chmod(0o644)
    told = accord(tmp_path, "doctor")
    assert told.returncode == 2 and told.stdout.startswith("SEVERE") and "chmod 600" in told.stdout
