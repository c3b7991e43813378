"""Two workers race for the same silent tickets on PostgreSQL: each step is taken once and nobody is mailed twice.

All steps of a rung fall due at one moment, and one worker is killed in the midst of it.
"""

import signal
import socket
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from accord.project import lifelines
from tests.channels.email.outbox import smtp_server
from tests.long.test_parts_alone import START_S, database
from tests.running import Desk, desk, eventually
from tests.services import require

__all__ = ["database"]
pytestmark = [pytest.mark.long, pytest.mark.service]
TICKETS = 60
RUNGS = (("ticket.reminded", 1), ("ticket.reminded", 2), ("ticket.closed", 1))
HERE = "tests.long.test_silence_workers"


class Worker:
    """One `accord worker`; `kill` ends it in the midst of its work and starts the next."""

    def __init__(self, made: Desk) -> None:
        self.desk = made
        self.start()

    def start(self) -> None:
        self.lifeline, theirs = socket.socketpair()
        with theirs:
            given = {lifelines.VARIABLE: str(theirs.fileno())}
            self.process: subprocess.Popen[str] = self.desk.run(
                "worker", pass_fds=[theirs.fileno()], variables=given
            )
        self.lifeline.settimeout(START_S)
        assert lifelines.READY in self.lifeline.recv(64)

    def kill(self) -> None:
        self.desk.end(self.process, signal.SIGKILL)
        self.start()


def test_two_workers_take_each_step_once(database: str, tmp_path: Path) -> None:
    require("postgres")
    with smtp_server() as (sink, port), desk(tmp_path / "data") as made:
        made.environment["ACCORD_DATABASE_URL"] = database
        made.open(sink_port=port)
        workers = [Worker(made), Worker(made)]
        made.inside(f"{HERE}:prepare", number=TICKETS)
        for kind, times in RUNGS:
            eventually(lambda: made.inside(f"{HERE}:told") == TICKETS, patience_s=300)
            made.inside(f"{HERE}:all_due", seconds=3.0)
            time.sleep(3.3)
            workers[0].kill()
            eventually(lambda: made.inside(f"{HERE}:taken", kind=kind, times=times) == TICKETS, patience_s=300)  # noqa: B023
        eventually(lambda: made.inside("tests.setting:waiting") == 0, patience_s=300)
        steps = made.inside(f"{HERE}:steps")
        assert len(steps) == TICKETS
        for found in steps.values():
            assert found == ["first", "last", "ticket.closed"]
        mails = Counter((row["ticket_id"], row["part"]) for row in made.inside("tests.setting:outgoing"))
        twice = {part for (_ticket, part), number in mails.items() if number == 2}
        assert twice == {"reminded"} and max(mails.values()) == 2  # the first and the last reminder
        assert Counter(part for _ticket, part in mails)["reminded"] == TICKETS
        ids = Counter(each.mail["Message-ID"] for each in sink.mails)
        assert set(ids.values()) == {1}
        assert made.check() == []


def prepare(number: int) -> None:
    """Inside: both rules are on around the clock, and so many tickets of as many customers are resolved."""
    from accord.core import options
    from accord.people.models import Department, Person
    from accord.tickets.explaining import ready_text
    from accord.tickets.models import Ticket
    from accord.tickets.resolving import resolve
    from accord.tickets.silence import choosing
    from tests import setting

    options.put("tickets.silence_per_minute", 100_000)
    omar, ieva = (Person.objects.get(email=f"{name}@example.com") for name in ("omar", "ieva"))
    hours = {"from_hour": 0, "to_hour": 24, "weekdays": "1234567"}
    choosing.choose(Department.objects.get(name="Support"), by=omar, resolved_on=True, **hours)
    for each in range(number):
        made = setting.ticket(subject=f"Silent {each}", requester=f"customer{each}@example.org")
        resolve(Ticket.objects.get(pk=made["id"]), ready_text("solved", "en"), by=ieva)


def told() -> int:
    """Inside: of how many tickets the last question was taken by the customer's server."""
    from accord.tickets.models import Silence

    return Silence.objects.filter(accepted_at__isnull=False, untold="").count()


def all_due(seconds: float) -> None:
    """Inside: ten days pass, and every step is due at one moment soon."""
    from datetime import timedelta

    from django.db import transaction
    from django.db.models import F

    from accord.core import clock
    from accord.events.models import Timer
    from accord.tickets.models import Silence
    from accord.tickets.silence import watching

    past = timedelta(days=10)
    with transaction.atomic():
        Silence.objects.update(
            accepted_at=F("accepted_at") - past, stepped_at=F("stepped_at") - past, closes_at=F("closes_at") - past
        )
        due = clock.now() + timedelta(seconds=seconds)
        Timer.objects.filter(kind=watching.TIMER).update(due_at=due)


def taken(kind: str, times: int) -> int:
    """Inside: on how many tickets an event of that kind stands so many times."""
    from accord.events.models import Event

    found = Counter(Event.objects.filter(kind=kind).values_list("ticket_id", flat=True))
    return sum(each >= times for each in found.values())


def steps() -> dict[str, list[str]]:
    """Inside: what time did on each ticket, in order."""
    from accord.events.models import Event

    found: dict[str, list[str]] = {}
    rows = Event.objects.filter(data__because__startswith="silent_").order_by("id")
    for ticket, kind, data in rows.values_list("ticket_id", "kind", "data"):
        name = ("last" if data.get("last") else "first") if kind == "ticket.reminded" else kind
        found.setdefault(str(ticket), []).append(name)
    return found
