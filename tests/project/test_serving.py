"""`accord serve` as a person starts it: real processes, real ports, real kills."""

import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accord.core.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


def status(port: int, path: str = "/static/accord.css") -> int:
    """The status of a GET, 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def parent_of(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1]) if " Z " not in stat else 0


def children(pid: int) -> dict[str, int]:
    """The children of a supervisor by what they do."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and parent_of(int(entry.name)) == pid:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            found[words[3].decode() if len(words) > 3 else "?"] = int(entry.name)
    return found


def eventually(condition: object) -> None:
    """Wait until `condition()` is true."""
    assert callable(condition)
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)


def start(data: Path, port: int, *more: str) -> "subprocess.Popen[str]":
    """`accord serve`; what it says to stderr is kept beside the data folder, where it can grow."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ACCORD_", "DJANGO_"))}
    command = [
        sys.executable,
        "-m",
        "accord.project.cli",
        "serve",
        "--data",
        str(data),
        "--port",
        str(port),
        *more,
    ]
    with open(errors_of(data, port), "w") as errors:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )


def errors_of(data: Path, port: int) -> Path:
    return data.parent / f"errors-{port}"


def refusal(data: Path, port: int) -> str:
    """What a desk that must not start says."""
    process = start(data, port)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == os.EX_CONFIG
    return errors_of(data, port).read_text()


@contextmanager
def desk(data: Path, *more: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A running desk that has said where it is."""
    port = free_port()
    process = start(data, port, *more)
    try:
        assert process.stdout is not None
        assert f"127.0.0.1:{port}" in process.stdout.readline(), errors_of(data, port).read_text()
        yield process, port
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose tables were made by a first `accord serve`."""
    data = tmp_path_factory.mktemp("serving") / "data"
    with desk(data) as (process, _):
        eventually(lambda: set(children(process.pid)) == {"web", "worker"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    return data


def test_a_new_folder_becomes_a_workspace_that_only_its_owner_reads(workspace: Path) -> None:
    assert (workspace / "accord.sqlite3").stat().st_size > 0
    assert [path for path in workspace.rglob("*") if path.is_file() and path.stat().st_mode & 0o077] == []


@pytest.mark.long
def test_three_processes_and_a_fall_of_each(workspace: Path) -> None:
    smtp = free_port()
    with desk(workspace, "--smtp-port", str(smtp)) as (process, port):
        assert status(port) == 200
        eventually(lambda: set(children(process.pid)) == {"web", "worker"})
        with socket.create_connection(("127.0.0.1", smtp), timeout=10) as mail:
            assert mail.recv(100).startswith(b"220")
        for name in ("web", "worker"):
            old = children(process.pid)[name]
            os.kill(old, signal.SIGKILL)
            eventually(lambda old=old, name=name: children(process.pid).get(name, old) != old)
        eventually(lambda: status(port) == 200)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert status(port) == 0


@pytest.mark.long
def test_children_do_not_outlive_their_supervisor(workspace: Path) -> None:
    with desk(workspace) as (process, port):
        eventually(lambda: set(children(process.pid)) == {"web", "worker"})
        orphans = children(process.pid).values()
        process.kill()
        process.wait(10)
        eventually(lambda: not any(parent_of(pid) for pid in orphans))
    with desk(workspace) as (process, port):
        assert status(port) == 200, "what the killed one left behind does no harm"


@pytest.mark.long
def test_a_folder_is_served_once(workspace: Path) -> None:
    with desk(workspace) as (process, _):
        assert f"by process {process.pid}" in refusal(workspace, free_port())


def test_a_taken_port_is_said_at_once(workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "Cannot listen on 127.0.0.1" in refusal(workspace, taken.getsockname()[1])


@pytest.mark.parametrize(
    ("change", "cure"),
    [
        ("DELETE FROM django_migrations WHERE app = 'tickets'", "accord upgrade"),
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', '9999_later', '2030-01-01')",
            "newer",
        ),
    ],
)
def test_a_database_of_another_version_is_refused(
    workspace: Path, tmp_path: Path, change: str, cure: str
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(workspace, data, ignore=shutil.ignore_patterns("wake"))
    with sqlite3.connect(data / "accord.sqlite3") as database:
        database.execute(change)
    database.close()
    assert cure in refusal(data, free_port())
