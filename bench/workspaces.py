"""The seeded workspaces: made once, kept, and shared by all runs. One is large, one is small for what must not grow."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench.asking import Order, ask
from bench.desk import ROOT, Desk, answers, eventually, free_port
from bench.insider import Insider

AGENT, NARROW, CUSTOMER = "bench@example.com", "narrow@example.com", "three@example.com"
SMALL = 10_000
FACTS = "seeded.json"
QUEUE = "queue"


class Workspace:
    """One seeded data folder (and database): what is known of it, the processes on it, somebody inside of it."""

    def __init__(self, folder: Path, tickets: int, database_url: str, variant: str = "") -> None:
        kind = "postgres" if database_url else "sqlite"
        self.data, self.tickets = folder / f"{kind}-{tickets}{variant and '-' + variant}", tickets
        self.desk = Desk(self.data, _database(database_url, tickets, variant) if database_url else "")

    def copy_of(self, other: "Workspace") -> None:
        """Become a copy of the other one, once."""
        if (self.data / FACTS).exists():
            return
        other.facts()
        other.end()
        if self.desk.database_url:
            _create(self.desk.database_url, other.desk.database_url)
        self.data.mkdir(parents=True, exist_ok=True)
        for name in ("accord.sqlite3", "secret.key", "mail-in.json", FACTS):
            if (other.data / name).exists():
                shutil.copy2(other.data / name, self.data / name)

    def facts(self) -> dict[str, Any]:
        """What the seeder told; it runs when it has not yet."""
        kept = self.data / FACTS
        if not kept.exists():
            self._seed(kept)
        return dict(json.loads(kept.read_text()))

    def _seed(self, kept: Path) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        if self.desk.database_url:
            _create(self.desk.database_url)
        command = [sys.executable, "-m", "accord.project.cli", "seed", "--tickets", str(self.tickets)]
        environment, began = self.desk.environment, time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        whole = {**json.loads(done.stdout.splitlines()[-1]), "whole_s": time.monotonic() - began}
        kept.write_text(json.dumps(whole))

    @cached_property
    def inside(self) -> Insider:
        self.facts()
        return Insider(self.desk.environment)

    def end(self) -> None:
        """Let the process inside go, if there is one."""
        if "inside" in self.__dict__:
            self.inside.end()
            del self.inside


class Bench:
    """What all measures share: the workspaces, signed-in readers, and a server that only says hello."""

    def __init__(self, folder: Path, tickets: int, database_url: str) -> None:
        self.large = Workspace(folder, tickets, database_url)
        self.small = Workspace(folder, min(SMALL, tickets), database_url)
        self._queue = Workspace(folder, tickets, database_url, QUEUE)
        self._queue_small = Workspace(folder, min(SMALL, tickets), database_url, QUEUE)

    @cached_property
    def queue(self) -> Workspace:
        """A copy of the large one, brought to the size that the group `queue` asks for."""
        self._queue.copy_of(self.large)
        self._queue.inside.do("prepare")
        return self._queue

    @cached_property
    def queue_small(self) -> Workspace:
        """A copy of the small one, for what must not grow."""
        self._queue_small.copy_of(self.small)
        return self._queue_small

    @contextmanager
    def queue_served(self) -> Iterator[tuple[Workspace, Desk]]:
        """The workspace of the group `queue` behind `accord serve`."""
        place = self.queue
        with place.desk.served():
            yield place, place.desk

    @cached_property
    def cookie(self) -> str:
        """Of an agent of 12 departments."""
        return str(self.large.inside.do("agents_cookie", address=AGENT))

    @cached_property
    def token(self) -> str:
        return str(self.large.inside.do("token", address=AGENT))

    @cached_property
    def ticket(self) -> str:
        """The path of a ticket with 20 messages."""
        return f"/tickets/{self.large.inside.do('ticket_of_twenty', address=AGENT)}/"

    @cached_property
    def words(self) -> str:
        """Two common words, as a search asks for them."""
        return "+".join(self.large.facts()["common_words"])

    @cached_property
    def hello_ms(self) -> float:
        """What our server needs for an answer of one word (p50)."""
        port = free_port()
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "accord.project.settings"}
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.hello", str(port)], cwd=ROOT, env=environment
        )
        try:
            eventually(lambda: answers(port), "hello")
            ms = sorted(ask(Order(port, ["/"], requests=1500, expect="hello")).ms)
            return ms[len(ms) // 2]
        finally:
            process.terminate()
            process.wait()

    @contextmanager
    def served(self) -> Iterator[Desk]:
        """The large workspace behind `accord serve`."""
        self.large.facts()
        with self.large.desk.served():
            yield self.large.desk

    def end(self) -> None:
        for place in (self.large, self.small, self._queue, self._queue_small):
            place.end()


def _database(url: str, tickets: int, variant: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/accord_bench_{tickets}{variant and '_' + variant}"))


def _create(url: str, template: str = "") -> None:
    import psycopg
    from psycopg import errors

    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        try:
            like = f" TEMPLATE {urlsplit(template).path.lstrip('/')}" if template else ""
            connection.execute(f"CREATE DATABASE {parts.path.lstrip('/')}{like}".encode())
        except errors.DuplicateDatabase:
            pass
