"""accord init and accord token create, run as an operator runs them."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.surroundings import surroundings

pytestmark = pytest.mark.long


def accord(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = surroundings(ACCORD_BASE_URL="http://127.0.0.1:8000")
    command = [sys.executable, "-m", "accord.project.cli", *arguments, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


def test_an_empty_workspace_with_its_owner_and_a_token(tmp_path: Path) -> None:
    data = tmp_path / "data"
    refused = accord(data, "init", "--owner", "marta@example.com", "--mailbox", "no address")
    assert refused.returncode == 1 and refused.stdout == "" and "address" in refused.stderr

    made = accord(data, "init", "--owner", "Marta@example.com", "--mailbox", "Support@example.com")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["owner"] == "marta@example.com" and told["mailbox"] == "support@example.com"
    assert told["sign_in"].startswith("http://127.0.0.1:8000/invitation/")
    assert datetime.fromisoformat(told["expires"]).tzinfo is not None
    intake = json.loads((data / "mail-in.json").read_text("utf-8"))
    assert intake["mailboxes"] == ["support@example.com"]

    again = accord(data, "init", "--owner", "second@example.com")
    assert again.returncode == 1 and "owner already" in again.stderr

    token = accord(data, "token", "create", "marta@example.com", "--scope", "tickets:read")
    assert token.returncode == 0 and token.stdout.startswith("accord_") and token.stdout.count("\n") == 1
    assert accord(data, "token", "create", "marta@example.com", "--scope", "tickets:burn").returncode == 1
    assert accord(data, "token", "create", "nobody@example.com").returncode == 1
