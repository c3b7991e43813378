"""Restores: they send nothing until somebody says go, forget what was erased since, and go on when they were killed.

Backups under load and under kills are in `test_killing.py`.
"""

import random
import signal
import time
from pathlib import Path

import pytest

from tests.channels.email.outbox import smtp_server
from tests.long.load import seeded
from tests.long.parts import accord
from tests.running import desk, eventually

pytestmark = [pytest.mark.long, pytest.mark.service]
REST_S = 4.0


def test_a_restored_desk_sends_once_somebody_says_go(tmp_path: Path) -> None:
    with smtp_server() as (sink, port), desk(tmp_path / "data") as made:
        made.open(sink_port=port)
        code = made.inside("tests.setting:ticket")["code"]
        made.inside("tests.long.agents:answer_ticket", code=code, text="Clean the burrs.")
        done = accord(made, "backup", str(tmp_path / "backups"), "--with-key")
        assert done.returncode == 0, done.stderr
        restored = tmp_path / "restored"
        done = accord(made, "restore", done.stdout.strip(), "--into", str(restored))
        assert done.returncode == 0, done.stderr
        with desk(restored) as again:
            worker = again.run("worker")
            time.sleep(REST_S)
            assert sink.mails == [] and accord(again, "doctor").returncode == 2
            again.inside("tests.long.test_backup:go")
            eventually(lambda: len(sink.mails) >= 1)
            again.end(worker)
            assert again.check() == []


def go() -> None:
    """An administrator says go."""
    from accord.events import outgoing
    from accord.people import workspace
    from accord.people.models import Person

    workspace.change(outgoing.PAUSED, "", by=Person.objects.get(email="omar@example.com"))


def test_what_was_erased_after_the_backup_stays_erased(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        made.open()
        codes = [made.inside("tests.setting:ticket", subject=f"Number {number}")["code"] for number in range(2)]
        first = accord(made, "backup", str(tmp_path / "backups"), "--with-key").stdout.strip()
        worker = made.run("worker")
        made.inside("tests.long.test_backup:purge", code=codes[0])
        eventually(lambda: (made.data / "erasures.jsonl").exists() and codes[0] in _log(made.data))
        made.end(worker)
        assert accord(made, "backup", str(tmp_path / "backups")).returncode == 0
        restored = tmp_path / "restored"
        done = accord(made, "restore", first, "--into", str(restored))
        assert done.returncode == 0 and "Erased again: 1" in done.stdout, done.stderr
        with desk(restored) as again:
            gone, kept = (again.inside("tests.setting:conversation", code=code) for code in codes)
            assert gone["messages"] == [] and gone["state"] == "deleted"
            assert len(kept["messages"]) == 1
            assert again.check() == []
        assert codes[0] in _log(restored)


def _log(data: Path) -> str:
    return (data / "erasures.jsonl").read_text()


def purge(code: str) -> None:
    """A manager deletes a ticket for good."""
    from accord.people.models import Person
    from accord.tickets import discarding
    from accord.tickets.models import Ticket

    by = Person.objects.get(email="omar@example.com")
    ticket = Ticket.objects.get(code=code)
    discarding.delete(ticket, by=by)
    discarding.purge(Ticket.objects.get(code=code), by=by)


def test_an_unfinished_restore_is_not_served_and_goes_on(tmp_path: Path) -> None:
    chance = random.Random(seeded())
    with desk(tmp_path / "data") as made:
        made.open()
        made.inside("tests.setting:ticket")
        backup = accord(made, "backup", str(tmp_path / "backups"), "--with-key").stdout.strip()
        restored = tmp_path / "restored"
        began = time.monotonic()
        assert accord(made, "restore", backup, "--into", str(tmp_path / "timed")).returncode == 0
        lasts_s, killed = time.monotonic() - began, 0
        while killed < 6:
            process = made.run("restore", backup, "--into", str(restored))
            time.sleep(chance.uniform(0.3, 1.0) * lasts_s)
            ended = made.end(process, signal.SIGKILL)
            assert ended in (0, -signal.SIGKILL), "it goes on where it was killed"
            killed += ended != 0
            if (restored / ".restoring").exists():
                assert "not finished" in accord(made, "doctor", data=restored).stdout
            else:
                for leftover in [restored] if restored.exists() else []:
                    assert accord(made, "check", "--deep", data=leftover).returncode == 0
                    restored = tmp_path / f"restored-{killed}"
        done = accord(made, "restore", backup, "--into", str(restored))
        assert done.returncode == 0, done.stderr
        assert accord(made, "check", "--deep", data=restored).returncode == 0


def test_a_restore_that_was_killed_within_the_database_goes_on(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        made.open()
        made.inside("tests.setting:ticket")
        backup = accord(made, "backup", str(tmp_path / "backups"), "--with-key").stdout.strip()
        restored = tmp_path / "restored"
        assert accord(made, "restore", backup, "--into", str(restored)).returncode == 0
        (restored / ".restoring").touch()
        with (restored / "accord.sqlite3").open("r+b") as database:
            database.truncate(100_000)
        assert "not finished" in accord(made, "doctor", data=restored).stdout
        done = accord(made, "restore", backup, "--into", str(restored))
        assert done.returncode == 0, done.stderr
        assert accord(made, "check", "--deep", data=restored).returncode == 0
