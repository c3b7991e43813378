"""A new key put in force under running processes, and killed in the midst of it: nothing signed or sealed is lost."""

import random
import signal
import smtplib
import time
from pathlib import Path

import pytest

from accord.core import keys
from tests.long.load import seeded
from tests.long.parts import accord
from tests.running import Desk, Visitor, answers, desk, eventually

pytestmark = [pytest.mark.long, pytest.mark.service]
SECRETS = 250
KILLS = 8


def seal(number: int) -> None:
    """So many mailboxes with a stored password."""
    from accord.channels.email.models import Mailbox
    from accord.core import secrets
    from accord.people.models import Department

    support = Department.objects.get(name="Support")
    rows = [
        Mailbox(address=f"box-{each}@desk.example.com", department=support, secret=secrets.encrypt(f"pass {each}"))
        for each in range(number)
    ]
    Mailbox.objects.bulk_create(rows)


def unreadable() -> list[str]:
    """The mailboxes whose password is another than it was, or which no key opens."""
    from accord.channels.email.models import Mailbox
    from accord.core import secrets

    rows = Mailbox.objects.exclude(secret="").order_by("id")
    return [row.address for each, row in enumerate(rows) if secrets.decrypt(row.secret) != f"pass {each}"]


def reply_address(ticket: int) -> str:
    """The address for answers to that ticket, signed by the key of now."""
    from accord.channels.email import proofs

    return proofs.reply_address("support@desk.example.com", ticket)


def accepted(made: Desk, address: str) -> bool:
    """Whether the running intake believes an address."""
    with smtplib.SMTP("127.0.0.1", made.smtp_port, timeout=30) as client:
        client.ehlo("mx.example.org")
        client.mail("hannah@example.org")
        return client.rcpt(address)[0] == 250


def test_running_processes_follow(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        made.open()
        made.inside("tests.long.test_key_rotation:seal", number=5)
        ticket = made.inside("tests.setting:ticket")
        made.run("mail-in", "--smtp-port", str(made.smtp_port))
        made.run("web", "--port", str(made.port))
        made.run("worker")
        eventually(lambda: answers(made.port) and answers(made.smtp_port))
        eventually(lambda: (made.data / "mail-in.json").exists())
        ieva = made.visitor("ieva@example.com")
        before = made.inside("tests.long.test_key_rotation:reply_address", ticket=ticket["id"])
        assert ieva.get("/inbox/todo/").status == 200 and accepted(made, before)
        done = accord(made, "key", "rotate")
        assert done.returncode == 0 and "sealed with the new key: 5" in done.stdout, done.stderr
        after = made.inside("tests.long.test_key_rotation:reply_address", ticket=ticket["id"])
        assert after != before and accepted(made, before) and accepted(made, after)
        assert ieva.get("/inbox/todo/").status == 200, "who was signed in stays so"
        assert made.inside("tests.long.test_key_rotation:unreadable") == []
        assert "retired: 1" in accord(made, "key", "rotate", "--only-retire", "--after", "0").stdout
        eventually(lambda: not accepted(made, before))
        assert accepted(made, after)
        gone = Visitor(made.port, ieva.cookies)
        eventually(lambda: gone.get("/inbox/todo/").status in (200, 302))


def test_killed_anywhere_it_goes_on(tmp_path: Path) -> None:
    chance = random.Random(seeded())
    with desk(tmp_path / "data") as made:
        made.open()
        made.inside("tests.long.test_key_rotation:seal", number=SECRETS)
        began = time.monotonic()
        assert accord(made, "key", "rotate", "--wait", "0.2").returncode == 0
        lasts_s = time.monotonic() - began
        for _ in range(KILLS):
            process = made.run("key", "rotate", "--wait", "0.2")
            time.sleep(chance.uniform(0.3, 1.1) * lasts_s)
            made.end(process, signal.SIGKILL)
            assert made.insider().do("tests.long.test_key_rotation:unreadable") == []
        assert accord(made, "key", "rotate", "--wait", "0.2").returncode == 0
        assert accord(made, "key", "rotate", "--only-retire", "--after", "0").returncode == 0
        assert len(keys.load(made.data)) == 1
        assert made.insider().do("tests.long.test_key_rotation:unreadable") == []
