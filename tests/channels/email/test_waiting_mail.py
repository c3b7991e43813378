"""Mail that was accepted and is no ticket yet: its age is told after ten minutes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accord.channels.email import intake, waiting_mail
from accord.channels.email.spool import Body, Envelope, SegmentWriter, prepare
from accord.core import clock


@pytest.fixture(autouse=True)
def _own_spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    intake.forget()
    yield
    intake.forget()


def stored(writer: SegmentWriter, received_at: datetime) -> None:
    body = Body(prepare(settings.DATA))
    body.write(b"Subject: x\r\n\r\nhello\r\n")
    to = ("a@example.com",)
    writer.append([(Envelope(received_at=received_at, peer="", sender="", recipients=to, protocol="smtp"), body)])


def test_the_oldest_counts() -> None:
    assert waiting_mail.oldest() is None and list(waiting_mail.late()) == []
    now = clock.now()
    writer = SegmentWriter(prepare(settings.DATA))
    for minutes in (0, 6):
        stored(writer, now + timedelta(minutes=minutes))
    assert list(waiting_mail.late()) == []
    with clock.running(lambda: now + timedelta(minutes=11)):
        (problem,) = waiting_mail.late()
        assert problem.key == "mail-waits" and not problem.severe
    with clock.running(lambda: now + timedelta(hours=2)):
        assert next(iter(waiting_mail.late())).severe
    first, second = intake.spool().pending()
    intake.spool().done([first.id])
    with clock.running(lambda: now + timedelta(minutes=11)):
        assert waiting_mail.oldest() == second.received_at and list(waiting_mail.late()) == []


def test_old_mail_that_was_fetched_a_moment_ago_is_no_alarm() -> None:
    stored(SegmentWriter(prepare(settings.DATA)), clock.now() - timedelta(days=300))
    assert waiting_mail.oldest() is not None and list(waiting_mail.late()) == []
