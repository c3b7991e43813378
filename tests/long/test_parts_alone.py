"""The parts alone: two web processes, two workers and one intake on one PostgreSQL and one data folder.

Customers send and agents answer meanwhile, and one of each kind is killed again and again: each mail becomes one
ticket, each answer goes out as one mail, each timer fires once, and what one web process changes the other one shows.
"""

import contextlib
import http.client
import random
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from accord.project import lifelines
from tests.channels.email.outbox import smtp_server
from tests.long.load import Load, seeded
from tests.long.outcome import all_is_there
from tests.running import PATIENCE_S, Desk, Visitor, answers, desk, eventually, free_port
from tests.services import require

pytestmark = [pytest.mark.long, pytest.mark.service]
KILLS = 10
START_S = 240.0  # on a machine that does much else
POSTPONED = 20


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database of its own."""
    server = require("postgres").rpartition("/")[0]
    name = f"accord_parts_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as sql:
        sql.execute(f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as sql:
        sql.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Fleet:
    """The processes, each of which can be killed and comes up again."""

    def __init__(self, made: Desk) -> None:
        self.desk = made
        self.ports = [made.port, free_port()]
        self.parts: dict[str, subprocess.Popen[str]] = {}
        self.lifelines: list[socket.socket] = []
        for name in ("mail-in", "web 0", "web 1", "worker 0", "worker 1"):
            self.start(name)

    def start(self, name: str) -> None:
        kind, _, number = name.partition(" ")
        if kind == "mail-in":
            self.parts[name] = self.desk.run("mail-in", "--smtp-port", str(self.desk.smtp_port))
            eventually(lambda: answers(self.desk.smtp_port), patience_s=START_S)
        elif kind == "web":
            self.parts[name] = self.desk.run("web", "--port", str(self.ports[int(number)]))
            eventually(lambda: answers(self.ports[int(number)]), patience_s=START_S)
        else:
            ours, theirs = socket.socketpair()
            with theirs:
                given = {lifelines.VARIABLE: str(theirs.fileno())}
                self.parts[name] = self.desk.run("worker", pass_fds=[theirs.fileno()], variables=given)
            ours.settimeout(START_S)
            assert lifelines.READY in ours.recv(64)
            self.lifelines.append(ours)  # a worker ends when its supervisor's end is closed

    def kill(self, name: str) -> None:
        self.desk.end(self.parts[name], signal.SIGKILL)
        self.start(name)


class Stream(threading.Thread):
    """A browser's live stream; begins anew when its process is killed."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.port, self.cookies, self.heard = port, cookies, ""
        self.start()

    def run(self) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
                connection.request("GET", "/live/stream", None, headers)
                answer = connection.getresponse()
                self.heard += "connected\n"
                while piece := answer.read1(4096):
                    self.heard += piece.decode()
            time.sleep(0.2)


def test_two_of_each_on_one_postgres(database: str, tmp_path: Path) -> None:
    chance = random.Random(seed := seeded())
    with smtp_server() as (sink, port), desk(tmp_path / "data") as made:
        made.environment["ACCORD_DATABASE_URL"] = database
        made.open(sink_port=port)
        fleet = Fleet(made)
        load = Load(made, sink, seed)
        try:
            an_event_reaches_the_other_web(made, fleet)
            made.inside("tests.long.test_parts_alone:postpone_some", number=POSTPONED, seconds=8.0)
            kills: Counter[str] = Counter()
            while kills.total() < KILLS:
                victim = ("worker 0", "mail-in", "worker 1", "web 0", "web 1")[kills.total() % 5]
                time.sleep(chance.uniform(0.2, 1.5))
                fleet.kill(victim)
                kills[victim] += 1
                assert made.check() == []
            load.end()
            load.settle(600)
            all_is_there(made, load)
            came_back = made.inside("tests.long.test_parts_alone:came_back")
            assert came_back == dict.fromkeys(came_back, 1) and len(came_back) == POSTPONED
            an_event_reaches_the_other_web(made, fleet)
            print(dict(kills), f"{len(load.sink.mails)} mails went out")
        finally:
            load.stop.set()


def an_event_reaches_the_other_web(made: Desk, fleet: Fleet) -> None:
    """Who listens at one process hears of what is done at the other, and sees who else is there."""
    found = made.inside("tests.setting:ticket", subject="Heard elsewhere")
    ieva, tiina = (made.inside("tests.setting:session", email=f"{name}@example.com") for name in ("ieva", "tiina"))
    stream = Stream(fleet.ports[1], tiina)
    eventually(lambda: "connected" in stream.heard)
    there, here = Visitor(fleet.ports[1], tiina), Visitor(fleet.ports[0], ieva)
    page = f"/tickets/{found['code']}/"
    assert here.post(f"{page}tags/", add="heard").status in (200, 204, 303)
    eventually(lambda: found["code"] in stream.heard)
    assert "heard" in there.get(page).text
    there.post("/live-state/presence/", ticket=str(found["id"]), doing="look")
    watching = Stream(fleet.ports[0], ieva)
    eventually(lambda: "connected" in watching.heard)
    eventually(lambda: "Tiina" in _others(there, here, found["id"]))


def _others(there: Visitor, here: Visitor, ticket: int) -> str:
    there.post("/live-state/presence/", ticket=str(ticket), doing="look")
    there.post("/live-state/presence/", ticket=str(ticket), doing="reply")
    return here.post("/live-state/presence/", ticket=str(ticket), doing="look").text


def postpone_some(number: int, seconds: float) -> None:
    """So many tickets are postponed for a moment."""
    from datetime import timedelta

    from accord.core import clock
    from accord.people.models import Person
    from accord.tickets.models import Ticket
    from accord.tickets.postponing import postpone
    from tests import setting

    by = Person.objects.get(email="tiina@example.com")
    for each in range(number):
        code = setting.ticket(subject=f"Later {each}")["code"]
        postpone(Ticket.objects.get(code=code), clock.now() + timedelta(seconds=seconds), by=by, stay=True)


def came_back() -> dict[str, int]:
    """How often each of them came back."""
    from accord.events.models import Event
    from accord.tickets.models import Ticket

    codes = dict(Ticket.objects.filter(subject__startswith="Later ").values_list("id", "code"))
    found = Counter(Event.objects.filter(kind="ticket.returned").values_list("ticket_id", flat=True))
    return {code: found[number] for number, code in codes.items()}
