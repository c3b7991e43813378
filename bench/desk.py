"""The processes of a workspace under measurement: started as an operator starts them, weighed as a whole tree."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from accord.core.ports import free_port

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120.0
PYTHON = sys.executable


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def eventually(condition: Callable[[], object], what: str, pause_s: float = 0.02) -> None:
    """Wait until `condition()` is true. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(pause_s)


def environment(data: Path, port: int, database_url: str) -> dict[str, str]:
    """What the processes of a workspace are told; byte code is kept, as `bin/accord` has it."""
    ours = ("ACCORD_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    own = {"ACCORD_DATA": str(data), "ACCORD_BASE_URL": f"http://127.0.0.1:{port}"}
    if database_url:
        own["ACCORD_DATABASE_URL"] = database_url
    return kept | own | {"DJANGO_SETTINGS_MODULE": "accord.project.settings"}


class Desk:
    """One workspace: its folder, its ports, and what runs of it."""

    def __init__(self, data: Path, database_url: str = "") -> None:
        self.data, self.database_url = data, database_url
        self.port, self.smtp_port = free_port(), free_port()
        self.environment = environment(data, self.port, database_url)

    @contextmanager
    def running(self, *arguments: str, ready: Callable[[], object] | None = None) -> Iterator[int]:
        """`accord ARGUMENTS` inside the block; gives its process id once `ready`. Its words go to a log."""
        command = [PYTHON, "-m", "accord.project.cli", *arguments]
        with open(self.data / "bench.log", "a") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        try:
            if ready is not None:
                eventually(lambda: ready() or process.poll() is not None, " ".join(arguments))
            if process.poll() is not None:
                raise RuntimeError(f"accord {' '.join(arguments)} ended; see {self.data / 'bench.log'}")
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextmanager
    def served(self) -> Iterator[int]:
        """`accord serve` with pages and SMTP."""
        ports = ("--port", str(self.port), "--smtp-port", str(self.smtp_port))
        with self.running(
            "serve", *ports, ready=lambda: answers(self.port) and answers(self.smtp_port)
        ) as process:
            yield process


def tree(root: int) -> set[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = Path(f"/proc/{name}/stat").read_text()
            except OSError:
                continue  # it ended meanwhile
            children.setdefault(int(stat[stat.rindex(")") + 2 :].split()[1]), []).append(int(name))
    found, todo = set[int](), [root]
    while todo:
        process = todo.pop()
        found.add(process)
        todo += children.get(process, [])
    return found


def pss_mib(processes: Sequence[int] | set[int]) -> float:
    """Memory of these processes, what they share counted once (PSS), in MiB."""
    kib = 0
    for process in processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kib / 1024
