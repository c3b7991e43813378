"""Severe problems told by another road: by mail of any mailbox that works, once a day, and once when it is over."""

from collections.abc import Iterator

import pytest

from accord.channels.email import alarms, transport, watching
from accord.channels.email.models import Mailbox, ToldProblem
from accord.core import clock, health
from accord.core.health import Problem
from accord.events import outgoing
from tests.channels.email.mails import later
from tests.channels.email.outbox import Sink, both, mailbox_at, smtp_server
from tests.world import World, agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """A desk with a mailbox that works, and one whose server is away; what else may be wrong here is not looked at."""
    monkeypatch.setattr(health.checks, "_entries", {"mailboxes": watching.mailboxes})
    transport.close_all()
    with smtp_server() as (sink, port):
        mailbox_at(
            1, world.support, "broken@example.com", tested_at=clock.now(), last_error="ConnectionRefusedError"
        )
        mailbox_at(port, world.billing, "billing@example.com", tested_at=clock.now())
        yield sink
    transport.close_all()


def test_owners_and_administrators_are_told_by_the_mailbox_that_works(world: World, sink: Sink) -> None:
    agent("Anna", role="admin")
    assert alarms.tell() == 0 and not sink.mails  # it may pass
    with clock.running(later(minutes=6)):
        assert alarms.tell() == 1
        assert alarms.tell() == 0
    assert sorted(one.recipients[0] for one in sink.mails) == ["anna@example.com", "omar@example.com"]
    mail = sink.mails[0].mail
    assert mail["Subject"] == "Mail from broken@example.com does not go out."
    assert mail["From"].addresses[0].addr_spec == "billing@example.com"
    assert mail["Auto-Submitted"] == "auto-replied" and sink.mails[0].sender in ("", "<>")
    words, _rich = both(mail)
    assert "ConnectionRefusedError" in words and "/settings/mailboxes/" in words


def test_once_a_day_and_once_when_it_is_over(world: World, sink: Sink) -> None:
    alarms.tell()
    for hours, told in ((1, 1), (20, 1), (26, 2), (40, 2)):
        with clock.running(later(hours=hours)):
            alarms.tell()
        assert len(sink.mails) == told
    Mailbox.objects.update(last_error="")
    with clock.running(later(hours=41)):
        assert alarms.tell() == 1
        assert alarms.tell() == 0
    assert len(sink.mails) == 3
    over = sink.mails[2].mail
    assert "It is over" in over["Subject"] and over["In-Reply-To"] == sink.mails[1].mail["Message-ID"]
    assert not ToldProblem.objects.exists()


def test_what_passes_within_minutes_is_told_to_nobody(world: World, sink: Sink) -> None:
    alarms.tell()
    Mailbox.objects.update(last_error="")
    with clock.running(later(minutes=4)):
        alarms.tell()
    assert not sink.mails and not ToldProblem.objects.exists()


def test_each_reads_it_in_his_language(world: World, sink: Sink) -> None:
    world.omar.language = "bg"
    world.omar.save()
    alarms.tell()
    with clock.running(later(minutes=6)):
        alarms.tell()
    assert sink.mails[0].mail["Content-Language"] == "bg"


def test_nobody_who_can_be_told_leaves_it_due(world: World, sink: Sink) -> None:
    Mailbox.objects.filter(address="billing@example.com").update(smtp_port=1)
    alarms.tell()
    with clock.running(later(minutes=6)):
        assert alarms.tell() == 0
    assert ToldProblem.objects.get().told_at is None


def test_a_paused_desk_tells_nobody(world: World, sink: Sink) -> None:
    outgoing.pause()
    alarms.tell()
    assert not ToldProblem.objects.exists()


def test_what_is_not_severe_waits_on_today(world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    Mailbox.objects.update(last_error="")
    monkeypatch.setitem(health.checks._entries, "test", lambda: [Problem("small", "Small", "Nothing")])
    alarms.tell()
    assert not ToldProblem.objects.exists()


def test_of_two_workers_one_tells(world: World, sink: Sink) -> None:
    alarms.tell()
    with clock.running(later(minutes=6)):
        row, (problem, *_others) = ToldProblem.objects.get(), list(watching.mailboxes())
        same = ToldProblem.objects.get()
        assert alarms._told(row, problem) and not alarms._told(same, problem)
    assert len(sink.mails) == 1
