"""A fetched mail is taken once, by what it is at its server; old mail enters as history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accord.channels.email import intake, origins, retrying
from accord.channels.email.models import FetchedMail, IncomingMail, Mailbox, MailSource, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.spool import Body, Envelope, SegmentWriter, prepare
from accord.core import clock
from accord.events.models import Delivery
from accord.tickets import checking
from accord.tickets.models import Message, State, Ticket
from tests.channels.email.mails import mail
from tests.world import World, kinds

SUPPORT = "support@example.com"


@pytest.fixture
def source(desk: World) -> MailSource:
    return MailSource.objects.create(mailbox=Mailbox.objects.get(), host="imap.example.org", user="support")


def envelope(identity: str, kind: str = "mail", at: datetime | None = None) -> Envelope:
    return Envelope(
        received_at=at or clock.now(),
        peer="imap.example.org",
        sender="",
        recipients=(SUPPORT,),
        protocol="imap",
        kind=kind,
        identity=identity,
    )


def spool(*mails: tuple[Envelope, bytes]) -> None:
    folder = prepare(intake.spool().folder.parent)
    writer = SegmentWriter(folder)
    held = []
    for each, raw in mails:
        body = Body(folder)
        body.write(raw)
        held.append((each, body))
    writer.append(held)
    writer.close()


def rows() -> list[IncomingMail]:
    return list(IncomingMail.objects.order_by("id"))


def test_the_same_identity_is_dropped_as_done_already(source: MailSource) -> None:
    """A kill after the spool and before the cursor moved: the mail is fetched again."""
    identity = origins.imap(source.pk, "INBOX", 7, 1)
    spool((envelope(identity), mail()))
    intake.take(10)
    spool((envelope(identity), mail()))
    assert intake.take(10) == 1
    assert (len(rows()), Ticket.objects.count(), FetchedMail.objects.count()) == (1, 1, 1)
    assert intake.take(10) == 0


def test_the_same_identity_twice_in_one_batch(source: MailSource) -> None:
    identity = origins.imap(source.pk, "INBOX", 7, 1)
    spool((envelope(identity), mail()), (envelope(identity), mail()))
    intake.take(10)
    assert [row.fate for row in rows()] == [Fate.OPENED]


def test_another_machine_that_was_faster(source: MailSource, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines fetched the same mail, and both found it unknown."""
    identity = origins.imap(source.pk, "INBOX", 7, 1)
    spool((envelope(identity), mail()))
    intake.take(10)
    spool((envelope(identity), mail()))
    monkeypatch.setattr(origins, "taken", lambda records: set())
    intake.take(10)
    assert [row.fate for row in rows()] == [Fate.OPENED]
    assert intake.take(10) == 0


def test_a_folder_numbered_anew_brings_no_second_ticket_however_old(source: MailSource) -> None:
    raw = mail()
    spool((envelope(origins.imap(source.pk, "INBOX", 7, 1), at=clock.now() - timedelta(days=400)), raw))
    intake.take(10)
    spool((envelope(origins.imap(source.pk, "INBOX", 8, 1)), raw))
    intake.take(10)
    first, again = rows()
    assert (again.fate, again.same_as) == (Fate.SAME, first)
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_a_mail_without_message_id_is_known_again_by_its_bytes(source: MailSource) -> None:
    raw = mail(message_id="")
    for validity in (7, 8):
        at = clock.now() - timedelta(days=9 - validity)
        spool((envelope(origins.imap(source.pk, "INBOX", validity, 1), at=at), raw))
        intake.take(10)
    assert [row.fate for row in rows()] == [Fate.OPENED, Fate.SAME]


def test_the_same_bytes_from_another_source_a_year_later_are_another_mail(source: MailSource) -> None:
    other = MailSource.objects.create(mailbox=source.mailbox, host="imap.example.com", user="support")
    old, raw = clock.now() - timedelta(days=400), mail()
    spool((envelope(origins.imap(source.pk, "INBOX", 7, 1), at=old), raw))
    intake.take(10)
    spool((envelope(origins.imap(other.pk, "INBOX", 7, 1)), raw))
    intake.take(10)
    assert [row.fate for row in rows()] != [Fate.OPENED, Fate.SAME]


def test_mail_by_smtp_asks_nothing_of_the_table_of_fetched_mail(
    desk: World,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spool((replace(envelope(""), protocol="smtp"), mail()))
    with CaptureQueriesContext(connection) as asked:
        intake.take(10)
    assert not [query for query in asked.captured_queries if "fetched_mail" in query["sql"]]


def test_a_refused_mail_says_why(source: MailSource) -> None:
    spool(
        (replace(envelope(origins.imap(source.pk, "INBOX", 7, 1), "refused"), why="not_given", size=5), b"")
    )
    spool((replace(envelope(origins.imap(source.pk, "INBOX", 7, 2), "refused"), size=99 << 20), b""))
    intake.take(10)
    assert [(row.fate, row.reason, row.size) for row in rows()] == [
        (Fate.REFUSED, "not_given", 5),
        (Fate.REFUSED, "too_large", 99 << 20),
    ]


def test_domain_7_15_old_mail_enters_as_resolved_history(source: MailSource) -> None:
    raw = mail(Date="Mon, 02 Mar 2026 10:00:00 +0000")
    spool((envelope(origins.imap(source.pk, "INBOX", 7, 1), "history", clock.now()), raw))
    intake.take(10)
    (row,) = rows()
    ticket = Ticket.objects.get(pk=row.ticket_id)
    written = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert (row.fate, ticket.state, ticket.created_at, ticket.resolved_at) == (
        Fate.OPENED,
        State.RESOLVED,
        written,
        written,
    )
    assert (ticket.is_open, ticket.to_solve, ticket.waiting_since) == (False, False, None)
    assert ticket.resolution is not None and ticket.resolution.silent
    assert kinds(ticket) == ["ticket.imported"]
    assert Message.objects.get(ticket=ticket).at == written
    assert Delivery.objects.count() == 0 and OutgoingMail.objects.count() == 0
    assert Mailbox.objects.get().last_in_at is None
    assert list(checking.problems(deep=True)) == []


def test_domain_7_15_replies_among_the_history_stand_together(source: MailSource) -> None:
    first = mail(message_id="<a@x>", Date="Mon, 02 Mar 2026 10:00:00 +0000")
    reply = mail(
        text="And now?", message_id="<b@x>", In_Reply_To="<a@x>", Date="Tue, 03 Mar 2026 10:00:00 +0000"
    )
    for uid, raw in enumerate((first, reply), 1):
        spool((envelope(origins.imap(source.pk, "INBOX", 7, uid), "history"), raw))
    intake.take(10)
    ticket = Ticket.objects.get()
    assert [row.fate for row in rows()] == [Fate.OPENED, Fate.APPENDED]
    assert (ticket.state, ticket.messages_count) == (State.RESOLVED, 2)
    assert ticket.last_message_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert kinds(ticket) == ["ticket.imported", "message.noted"]
    assert list(checking.problems(deep=True)) == []


def test_an_answer_to_history_opens_it_like_any_resolved_ticket(source: MailSource) -> None:
    spool((envelope(origins.imap(source.pk, "INBOX", 7, 1), "history"), mail(message_id="<a@x>")))
    spool((envelope(origins.imap(source.pk, "INBOX", 7, 2)), mail(text="Still broken", In_Reply_To="<a@x>")))
    intake.take(10)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.to_solve) == (State.OPEN, True)


def test_history_that_could_not_be_stored_is_still_history_when_tried_again(
    source: MailSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accord.channels.email import handling

    spool((envelope(origins.imap(source.pk, "INBOX", 7, 1), "history"), mail()))
    with monkeypatch.context() as patch:
        patch.setattr(handling, "_by_kind", _fails)
        intake.take(10)
    (row,) = rows()
    assert row.fate == Fate.QUARANTINED
    retrying.retry(row)
    assert Ticket.objects.get().state == State.RESOLVED
    assert Delivery.objects.count() == 0


def _fails(*_: object) -> None:
    raise ValueError("on purpose")
