"""How many statements a mail costs on its way from the spool to its ticket, alone and among others.

Savepoints and beginnings of transactions are not counted: they differ between the databases.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.channels.email import intake
from tests.channels.email.mails import mail, spooled
from tests.world import World

# One mail alone: of somebody new (his words among them, by which he is found), and of somebody known, whose language is
# learned. The ten are of ten new ones.
BOUNDS = {"new": 20, "known": 18, "each more of ten": 12}
OVERHEAD = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "NOTIFY")


def asked(*raws: bytes) -> list[str]:
    """What taking these mails in asks of the database."""
    for raw in raws:
        spooled(raw)
    with CaptureQueriesContext(connection) as found:
        assert intake.take(100) == len(raws)
    return [each["sql"] for each in found.captured_queries if not each["sql"].startswith(OVERHEAD)]


def by(number: int) -> bytes:
    return mail(f"Person {number} <p{number}@example.org>", f"My grinder {number} stops")


def test_statements_of_a_mail_are_bounded(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "TRANSACTION_S", 60.0)  # all in one transaction, however slow the machine is
    asked(by(0))  # what a process asks once, and a minute
    alone = asked(by(1))
    known = asked(by(1).replace(b"grinder 1", b"kettle 1"))
    ten = asked(*(by(number) for number in range(2, 12)))
    counts = {"new": len(alone), "known": len(known), "each more of ten": (len(ten) - len(alone)) / 9}
    assert counts == BOUNDS, "\n".join([*alone, "", *known])  # fewer now? lower the bounds
