"""After a restore the cursors of folders go back to what the backup does not have."""

from datetime import UTC, datetime

import pytest

from accord.channels.email import origins
from accord.channels.email.fetching import rewinding
from accord.channels.email.models import FetchedFolder, FetchedMail, Mailbox, MailSource
from accord.people.models import Department
from tests.world import World

pytestmark = pytest.mark.django_db
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def folder(next_uid: int, known: range, history_until: int = 5, gone: tuple[int, ...] = ()) -> FetchedFolder:
    mailbox = Mailbox.objects.create(address="desk@example.com", department=Department.objects.all()[0])
    source = MailSource.objects.create(mailbox=mailbox, kind="imap", host="imap.example.com", port=993)
    row = FetchedFolder.objects.create(
        source=source, folder="INBOX", uidvalidity=7, next_uid=next_uid, history_until=history_until, since=SINCE
    )
    FetchedMail.objects.bulk_create(
        FetchedMail(identity=origins.imap(source.pk, "INBOX", 7, uid), source=source, incoming_id=uid)
        for uid in known
        if uid not in gone
    )
    return row


def after(row: FetchedFolder) -> int:
    rewinding.rewind()
    row.refresh_from_db()
    return row.next_uid


def test_mail_that_was_fetched_after_the_spool_was_copied_is_fetched_again(world: World) -> None:
    assert after(folder(119, range(5, 100))) == 100


def test_a_gap_among_the_newest_counts(world: World) -> None:
    assert after(folder(500, range(5, 500), gone=(420, 450))) == 420


def test_what_is_whole_stays(world: World) -> None:
    assert after(folder(100, range(5, 100))) == 100


def test_nothing_from_before_the_first_connection_comes_in(world: World) -> None:
    assert after(folder(50, range(0), history_until=50)) == 50


def test_no_more_than_the_newest_are_looked_at(world: World) -> None:
    old = rewinding.LOOKED_AT + 200
    assert after(folder(old, range(200, old))) == old
