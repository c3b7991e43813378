"""Too much mail: two desks that answer each other, and a thousand mails in a minute from one address."""

import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.running import Desk, eventually, free_port
from tests.running import desk as running_desk

pytestmark = [pytest.mark.long, pytest.mark.service]
QUIET_S = 6.0
MAILS, LINES = 1000, 4


class PostOffice:
    """Carries mail between the desks by the recipient's domain. A `hostile` one strips all that tells a robot or a
    conversation, and says everything in words of its own, as bad gateways do."""

    def __init__(self, hostile: bool) -> None:
        self.hostile = hostile
        self.desks: dict[str, Desk] = {}
        self.carried: list[tuple[float, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raw = envelope.content
        for address in envelope.rcpt_tos:
            desk = self.desks.get(address.rpartition("@")[2])
            if (envelope.mail_from or "").rpartition("@")[2] != address.rpartition("@")[2]:  # a desk tries itself out
                self.carried.append((time.monotonic(), address))
            if desk is not None:
                sent = self._rewritten(raw) if self.hostile else raw
                threading.Thread(target=desk.mail, args=(sent, [address], envelope.mail_from or "")).start()
        return "250 carried"

    def _rewritten(self, raw: bytes) -> bytes:
        old = message_from_bytes(raw, policy=policy.default)
        number = len(self.carried)
        new = EmailMessage()
        new["From"], new["To"] = str(old["From"]), str(old["To"])
        new["Subject"], new["Message-ID"] = (
            f"Message {number}",
            f"<{number}.{time.time_ns()}@gateway.example.net>",
        )
        new.set_content(f"We have got your message and will look at it soon. Number {number}.")
        return new.as_bytes()

    def is_quiet(self) -> bool:
        return not self.carried or time.monotonic() - self.carried[-1][0] > QUIET_S


@contextmanager
def two_desks(folder: Path, *, hostile: bool) -> Iterator[tuple[PostOffice, Desk, Desk]]:
    office, port = PostOffice(hostile), free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with running_desk(folder / "one") as one, running_desk(folder / "two") as two:
            for domain, each in (("one.example.com", one), ("two.example.org", two)):
                each.open(sink_port=port)
                each.inside("tests.long.two_desks:move", domain=domain)
                office.desks[domain] = each
                each.serve()
            yield office, one, two
    finally:
        controller.stop()


def begin(one: Desk) -> None:
    """Somebody writes to the first desk under the second one's address."""
    first = EmailMessage()
    first["From"], first["To"] = "support@two.example.org", "support@one.example.com"
    first["Subject"], first["Message-ID"] = "Can you hear me?", "<first@example.net>"
    first.set_content("I am a desk. Are you one, too?")
    one.mail(first.as_bytes(), ["support@one.example.com"], "support@two.example.org")


def quiet(office: PostOffice, desks: tuple[Desk, ...]) -> list[dict[str, Any]]:
    """What each desk has seen once nothing moves any more."""

    def rests() -> bool:
        if not office.is_quiet():
            return False
        seen = [each.inside("tests.long.two_desks:seen") for each in desks]
        taken = sum(each["came"] for each in seen)
        return taken > len(office.carried) and not any(each["waiting"] for each in seen)  # and the first one

    eventually(lambda: office.carried)
    eventually(rests, patience_s=180, pause_s=1.0)
    return [each.inside("tests.long.two_desks:seen") for each in desks]


def test_two_desks_that_answer_each_other_are_quiet_after_one_mail(tmp_path: Path) -> None:
    with two_desks(tmp_path, hostile=False) as (office, one, two):
        begin(one)
        first, second = quiet(office, (one, two))
        assert [address for _at, address in office.carried] == ["support@two.example.org"]
        assert (first["tickets"], first["fates"], first["sent"]) == (1, ["opened"], 1)
        assert (second["tickets"], second["fates"], second["reasons"]) == (0, ["automatic"], ["no_ticket"])
        assert one.check() == two.check() == []


def test_two_desks_whose_gateway_hides_that_they_are_robots_end_by_their_budgets(tmp_path: Path) -> None:
    with two_desks(tmp_path, hostile=True) as (office, one, two):
        begin(one)
        seen = quiet(office, (one, two))
        for each in seen:
            assert each["automatic"] <= 10 and each["sent"] <= 10  # an hour, to one address
            assert each["fates"] == ["opened"] and each["tickets"] == each["came"]  # nothing is lost
        assert {"hourly_limit_address"} & {because for each in seen for because in each["held"]}
        assert len(office.carried) <= 20


def test_a_thousand_mails_in_a_minute_from_one_address_are_all_kept(tmp_path: Path) -> None:
    office, port = PostOffice(hostile=False), free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with running_desk(tmp_path / "data") as desk:
            desk.open(sink_port=port)
            desk.serve()
            began = time.monotonic()
            threads = [threading.Thread(target=send, args=(desk, line)) for line in range(LINES)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            assert time.monotonic() - began < 60
            eventually(
                lambda: desk.inside("tests.long.two_desks:seen")["came"] == MAILS, patience_s=120, pause_s=0.5
            )
            eventually(
                lambda: not desk.inside("tests.long.two_desks:seen")["waiting"], patience_s=120, pause_s=0.5
            )
            seen = desk.inside("tests.long.two_desks:seen")
            assert (seen["tickets"], seen["fates"]) == (MAILS, ["opened"])
            assert 0 < seen["automatic"] <= 10 and len(office.carried) <= 10
            assert seen["many"] >= MAILS - 20 and seen["held"] == ["hourly_limit_address"]
            assert desk.check() == []
    finally:
        controller.stop()


def send(desk: Desk, line: int) -> None:
    """A quarter of the mails over one connection."""
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, "mx.example.org", timeout=60) as client:
        for number in range(MAILS // LINES):
            mail = EmailMessage()
            mail["From"], mail["To"] = "robot@example.org", "support@desk.example.com"
            mail["Subject"], mail["Message-ID"] = (
                f"Alarm {line}.{number}",
                f"<{line}.{number}.{time.time_ns()}@example.org>",
            )
            mail.set_content(f"Sensor {line} says {number}.")
            client.sendmail("robot@example.org", ["support@desk.example.com"], mail.as_bytes())
