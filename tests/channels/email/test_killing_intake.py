"""Killing the listener at any moment: what it acknowledged is in the spool, exactly once, byte for byte."""

import contextlib
import os
import random
import smtplib
import threading
import time
from pathlib import Path

import pytest

from accord.channels.email.spool import Spool
from tests.channels.email.listener import MAILBOX, SALES, Listener, open_desk

SENDERS = 4


class Sender(threading.Thread):
    """Sends mails of its own, 5 a connection, until the listener is gone; keeps what was acknowledged."""

    def __init__(self, port: int, seed: int) -> None:
        super().__init__()
        self.port = port
        self.chance = random.Random(seed)
        self.acknowledged: list[bytes] = []
        self.sent = 0

    def run(self) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            while True:
                with smtplib.SMTP("127.0.0.1", self.port, "mx.example.org", timeout=30) as client:
                    for _ in range(5):
                        size = self.chance.choice([10, 3_000, 3_000, 60_000, 400_000])
                        raw = os.urandom(16).hex().encode() + b"\r\n" + b".\r\n" * (size // 3)
                        self.sent += 1
                        client.sendmail("ann@example.org", [MAILBOX, SALES], raw)
                        self.acknowledged.append(raw)


def kill_under_load(data_dir: Path, seed: int) -> tuple[list[bytes], int]:
    """The acknowledged mails of one listener's life, and how many were sent."""
    listener = Listener(data_dir)
    senders = [Sender(listener.port, seed * SENDERS + number) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    time.sleep(random.Random(seed).uniform(0.01, 0.3))
    listener.kill()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    return [raw for sender in senders for raw in sender.acknowledged], sum(sender.sent for sender in senders)


@pytest.mark.parametrize("rounds", [6, pytest.param(40, marks=pytest.mark.long)])
def test_no_acknowledged_mail_is_lost_or_doubled(tmp_path: Path, rounds: int) -> None:
    open_desk(tmp_path)
    acknowledged: list[bytes] = []
    sent = 0
    found: dict[str, bytes] = {}
    for seed in range(rounds):
        more, tried = kill_under_load(tmp_path, seed)
        acknowledged += more
        sent += tried
        # A reader that dies between storing and marking: it takes some, marks some, and is born again.
        reader = Spool(tmp_path)
        records = reader.pending(limit=1 + seed * 7)
        found |= {record.id: record.raw for record in records}
        reader.done(record.id for record in records[seed % 3 :])
        reader.close()
    reader = Spool(tmp_path)
    while records := reader.pending(limit=50):
        for record in records:
            assert found.setdefault(record.id, record.raw) == record.raw
        reader.done(record.id for record in records)
    assert len(acknowledged) > rounds
    stored = list(found.values())
    assert len(set(stored)) == len(stored), "a mail under two ids"
    assert set(acknowledged) <= set(stored)
    assert len(stored) <= sent
    assert [path.name for path in (tmp_path / "spool").iterdir()] == ["wake"]
