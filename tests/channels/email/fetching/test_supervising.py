"""A thread for each source, only where there is one; one process a source; what is wrong is told."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from accord.channels.email.fetching import at_once, health, leasing, noting, supervising, watching
from accord.channels.email.fetching.failures import FetchError
from accord.channels.email.fetching.leasing import Lease
from accord.channels.email.fetching.supervising import Supervisor
from accord.channels.email.models import Mailbox, MailSource
from accord.core import clock
from tests.channels.email.fetching.imap_server import ImapServer
from tests.channels.email.mails import mail
from tests.world import World

Make = Callable[..., MailSource]


class Idler:
    """Stands for a thread that fetches: the database of these tests belongs to one thread."""

    made: list["Idler"] = []

    def __init__(self, source: MailSource) -> None:
        self.source, self.ended = source, threading.Event()
        Idler.made.append(self)

    def start(self) -> None: ...

    def stop(self) -> None:
        self.ended.set()

    def join(self, patience_s: float) -> None: ...

    def alive(self) -> bool:
        return not self.ended.is_set()


@pytest.fixture
def supervisor(desk: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(watching, "Watcher", Idler)
    Idler.made = []
    made = Supervisor()
    yield made
    made.farewell()


def test_no_source_no_thread(supervisor: Supervisor, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        supervisor.look()
    assert Idler.made == []


def test_nobody_loads_imapclient_without_a_source() -> None:
    said = "import sys, django; django.setup(); from accord.project import wiring; print('imapclient' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "False"


def test_a_source_gets_a_thread_and_a_change_a_new_one(supervisor: Supervisor, source: Make) -> None:
    row = source()
    supervisor.look()
    supervisor.look()
    (first,) = Idler.made
    MailSource.objects.update(last_fetched_at=clock.now(), last_error="hung_up")  # no setting
    supervisor.look()
    assert first.alive()
    MailSource.objects.update(folders=["Orders"])
    supervisor.look()
    assert not first.alive()
    supervisor.look()  # it has ended
    supervisor.look()
    assert [each.source.shown_folders for each in Idler.made] == [["INBOX"], ["Orders"]]
    assert row.pk == Idler.made[1].source.pk


@pytest.mark.parametrize("switch", ["source", "mailbox"])
def test_what_is_switched_off_ends(supervisor: Supervisor, source: Make, switch: str) -> None:
    source()
    supervisor.look()
    (MailSource if switch == "source" else Mailbox).objects.update(is_active=False)
    for _ in range(3):
        supervisor.look()
    assert [each.alive() for each in Idler.made] == [False]


def test_one_process_a_source(supervisor: Supervisor, source: Make) -> None:
    row = source()
    lease = Lease.of(row.pk)
    assert lease is not None
    assert Lease.of(row.pk) is None
    supervisor.look()
    assert Idler.made == []
    lease.give_back()
    supervisor.look()
    assert len(Idler.made) == 1


def test_another_machine_waits_until_the_row_expires(source: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    row = source()
    MailSource.objects.update(held_by="another machine", held_until=clock.now() + timedelta(seconds=30))
    assert Lease.of(row.pk) is None
    MailSource.objects.update(held_until=clock.now() - timedelta(seconds=1))
    lease = Lease.of(row.pk)
    assert lease is not None
    monkeypatch.setattr(leasing, "_name", lambda: "another machine")
    assert not lease.renew()
    monkeypatch.undo()
    lease.give_back()


def test_a_kill_frees_the_source_on_this_machine_at_once(source: Make) -> None:
    """The row still says that this data folder holds it; the kernel has given the lock back."""
    row = source()
    lease = Lease.of(row.pk)
    assert lease is not None
    import os

    os.close(lease._handle)  # as the end of a process does
    again = Lease.of(row.pk)
    assert again is not None
    again.give_back()


def test_a_database_that_does_not_answer_leaves_the_source_free(
    source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk: the process that could not get it, or not give it back, gets it once there is room."""
    row = source()
    with monkeypatch.context() as patch:
        patch.setattr(Lease, "renew", _no_answer)
        with pytest.raises(OperationalError):
            Lease.of(row.pk)
        said: list[str] = []
        assert at_once.once(said.append) == at_once.TRY_AGAIN
        assert "disk is full" in said[0]
    lease = Lease.of(row.pk)
    assert lease is not None
    with monkeypatch.context() as patch:
        patch.setattr(MailSource.objects, "filter", _no_answer)
        with pytest.raises(OperationalError):
            lease.give_back()
    again = Lease.of(row.pk)
    assert again is not None
    again.give_back()


def _no_answer(*_: object, **__: object) -> None:
    raise OperationalError("database or disk is full")


def test_the_command_says_how_it_went(server: ImapServer, source: Make) -> None:
    said: list[str] = []
    assert at_once.once(said.append) == at_once.NO_SOURCE
    row = source()
    assert at_once.once(said.append) == at_once.DONE
    server.inbox.put(mail())
    assert at_once.once(said.append, row.pk) == at_once.DONE
    server.password = "another"
    assert at_once.once(said.append) == at_once.TRY_AGAIN
    assert [line.rpartition(": ")[2] for line in said[:2]] == ["0 fetched", "1 fetched"]
    assert "sign_in" in said[2]
    assert at_once.once(said.append, 4711) == at_once.NO_SOURCE


def test_health_tells_what_lasts_and_what_nobody_cures_at_once(source: Make) -> None:
    row = source()
    assert list(health.problems()) == []
    noting.badly(row, FetchError("hung_up", "bye"))
    assert list(health.problems()) == []
    MailSource.objects.update(error_since=clock.now() - timedelta(minutes=16))
    (problem,) = health.problems()
    assert (problem.key, problem.severe, problem.since is not None) == (f"mail-source:{row.pk}", True, True)
    assert "support@example.com" in str(problem.title) and str(row.mailbox_id) in problem.url
    noting.well(row, 1)
    assert list(health.problems()) == []
    noting.badly(row, FetchError("sign_in", "no"))
    assert len(list(health.problems())) == 1
    MailSource.objects.update(is_active=False)
    assert list(health.problems()) == []


def test_health_tells_when_nobody_looks(source: Make) -> None:
    noting.well(source(), 0)
    assert list(health.problems()) == []
    MailSource.objects.update(last_fetched_at=clock.now() - timedelta(minutes=31))
    assert len(list(health.problems())) == 1


def test_the_first_failure_tells_since_when(source: Make) -> None:
    row = source()
    noting.badly(row, FetchError("hung_up", "bye"))
    first = MailSource.objects.get().error_since
    noting.badly(row, FetchError("timed_out"))
    state = MailSource.objects.get()
    assert (state.error_since, state.last_error, state.error_words) == (first, "timed_out", "")


def test_the_chore_of_a_process_ends_with_it(supervisor: Supervisor, source: Make) -> None:
    source()
    supervising.look()
    assert len(Idler.made) == 1
    supervising.farewell()
    assert not Idler.made[0].alive()
