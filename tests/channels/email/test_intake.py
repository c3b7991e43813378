"""From the spool to tickets: every mail gets a fate, once."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from accord.channels.email import bounded, handling, intake, retrying
from accord.channels.email.models import IncomingMail, Mailbox
from accord.channels.email.models.incoming import Fate
from accord.channels.email.spool import Spool
from accord.core import files
from accord.core.errors import NotPossible
from accord.tickets.models import Attachment, Message, State, Ticket
from tests.channels.email.mails import mail, spooled, taken, ticket_of
from tests.world import World, kinds

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def with_picture() -> bytes:
    return (
        b"From: Hannah <hannah@example.com>\r\nTo: support@example.com\r\nSubject: Look\r\nMessage-ID: <p1@x>\r\n"
        b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        b'<p>See <img src="cid:one"></p><script>alert(1)</script>\r\n--b\r\nContent-Type: image/png; name=a.png\r\n'
        b"Content-ID: <one>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUg==\r\n--b--\r\n"
    )


def test_a_mail_opens_a_ticket_in_its_mailboxs_department(desk: World) -> None:
    row = taken(mail())
    ticket = ticket_of(row)
    assert (row.fate, row.reason, row.attempts) == (Fate.OPENED, "new", 1)
    assert (ticket.state, ticket.department, ticket.requester) == (State.NEW, desk.support, desk.hannah)
    assert ticket.subject == "Coffee grinder stops"
    assert (ticket.our_address, ticket.channel) == ("support@example.com", "email")
    assert kinds(ticket) == ["ticket.opened"]
    assert Message.objects.get(pk=row.ticket_message_id).text == "The grinder stops after ten seconds, what can I do?"
    assert Mailbox.objects.get().last_in_at == row.received_at


def test_no_mail_holds_the_ticket_of_another(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL: mails come in any order, and who merges two tickets takes them by their ids."""
    first, second = taken(mail(message_id="<one@x>")), taken(mail(message_id="<two@x>"))
    monkeypatch.setattr(intake, "TRANSACTION_S", 60.0)
    done: list[int] = []
    real = Spool.done
    monkeypatch.setattr(Spool, "done", lambda self, ids: (done.append(len(ids)), real(self, ids))[1])
    for row in (second, first):
        spooled(mail(text=f"It is ticket {row.ticket_id} that I mean.", in_reply_to=f"<{row.message_id.strip('<>')}>"))
    for number in range(2):
        spooled(mail(text=f"A new question, of mine, number {number}.", subject=f"Question {number}"))
    intake.take(10)
    fates = list(IncomingMail.objects.order_by("id").values_list("fate", flat=True))
    assert fates[2:] == ["appended", "appended", "opened", "opened"]
    assert [each for each in done if each] == ([1, 1, 2] if connection.vendor == "postgresql" else [4])


def test_the_original_is_kept_byte_for_byte(desk: World) -> None:
    raw = mail()
    row = taken(raw)
    assert row.raw is not None and files.read(row.raw) == raw and row.sha256 == row.raw.sha256


def test_files_and_inline_images_become_attachments(desk: World) -> None:
    row = taken(with_picture())
    message = Message.objects.get(pk=row.ticket_message_id)
    file = Attachment.objects.get(message=message)
    assert (file.name, file.inline, file.content_id) == ("a.png", True, "one")
    assert files.read(file.file).startswith(PNG)
    assert 'data-cid="one"' in message.html and "script" not in message.html and "src=" not in message.html


def test_a_text_mail_stores_no_html(desk: World) -> None:
    assert Message.objects.get(pk=taken(mail()).ticket_message_id).html == ""


def test_the_same_record_twice_is_one_row(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill between the commit and the note in the spool."""
    spooled(mail())
    with monkeypatch.context() as patch:
        patch.setattr(type(intake.spool()), "done", _dies)
        with pytest.raises(KeyboardInterrupt):
            intake.take(10)
    intake.forget()
    assert intake.take(10) == 1
    assert (IncomingMail.objects.count(), Ticket.objects.count()) == (1, 1)
    assert intake.take(10) == 0


def _dies(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_kill_before_the_commit_leaves_the_mail_in_the_spool(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    spooled(mail())
    with monkeypatch.context() as patch:
        patch.setattr(handling.Earlier, "of", _dies)
        with pytest.raises(KeyboardInterrupt):
            intake.take(10)
    assert (IncomingMail.objects.count(), Ticket.objects.count()) == (0, 0)
    assert intake.take(10) == 1 and IncomingMail.objects.get().fate == Fate.OPENED


def test_one_bad_mail_never_stops_the_others(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = bounded.parse

    def parse(raw: bytes) -> Any:
        if b"poison" in raw:
            raise ZeroDivisionError
        return real(raw)

    with monkeypatch.context() as patch:
        patch.setattr(bounded, "parse", parse)
        for subject in ("one", "poison", "three"):
            spooled(mail(subject=subject))
        assert intake.take(10) == 3
    fates = dict(IncomingMail.objects.values_list("reason", "fate"))
    assert fates == {"new": Fate.OPENED, "parser_failed": Fate.QUARANTINED}
    bad = IncomingMail.objects.get(fate=Fate.QUARANTINED)
    assert bad.raw is not None and b"poison" in files.read(bad.raw)
    again = retrying.retry(bad)
    assert (again.fate, again.attempts, ticket_of(again).subject) == (Fate.OPENED, 2, "poison")
    with pytest.raises(NotPossible):
        retrying.retry(again)


def test_a_mail_that_our_own_code_fails_on_is_kept_aside(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = handling.inbound.take_in

    def take_in(arrival: Any) -> Any:
        outcome = real(arrival)
        if arrival.subject == "poison":
            raise ValueError("after the ticket was made")
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(handling.inbound, "take_in", take_in)
        for subject in ("one", "poison", "three"):
            spooled(mail(subject=subject))
        assert intake.take(10) == 3
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["one", "three"]
    bad = IncomingMail.objects.get(fate=Fate.QUARANTINED)
    assert bad.reason == "not_stored" and retrying.retry(bad).fate == Fate.OPENED


def test_a_parse_without_end_is_cut_off(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(raw: bytes) -> Any:
        try:
            while True:
                pass
        except Exception:
            return parse(raw)

    monkeypatch.setattr(bounded, "parse", parse)
    monkeypatch.setattr(bounded, "LIMIT_S", 0.2)
    row = taken(mail())
    assert (row.fate, row.reason) == (Fate.QUARANTINED, "too_slow")


def test_what_killed_a_worker_is_read_in_a_child(desk: World, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spooled(mail())
    record = intake.spool().pending()[0]
    (data_dir / "mail-trying.json").write_text(f'["{record.id}"]')
    intake.forget()
    monkeypatch.setattr(bounded, "parse", _dies)  # in this process it would kill again
    assert intake.take(10) == 1
    assert IncomingMail.objects.get().fate == Fate.OPENED
    assert not (data_dir / "mail-trying.json").exists()


def test_a_child_that_dies_leaves_the_mail_aside(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SMALL_BYTES", 10)
    monkeypatch.setattr(bounded, "_CHILD", "accord.no_such_module")
    row = taken(mail())
    assert (row.fate, row.reason) == (Fate.QUARANTINED, "parser_died")


def test_a_full_disk_leaves_the_spool_untouched(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    spooled(mail())
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            intake.take(10)
    assert IncomingMail.objects.count() == 0
    assert intake.take(10) == 1 and IncomingMail.objects.get().fate == Fate.OPENED


def test_a_database_that_does_not_answer_is_not_the_mails_fault(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    spooled(mail())
    with monkeypatch.context() as patch:
        patch.setattr(handling.inbound, "take_in", locked)
        with pytest.raises(OperationalError):
            intake.take(10)
    assert intake.take(10) == 1 and IncomingMail.objects.get().fate == Fate.OPENED


def test_a_refused_mail_has_a_line_in_the_ledger(desk: World) -> None:
    row = taken(b"", kind="refused", size=50_000_000)
    assert (row.fate, row.reason, row.size, row.raw) == (Fate.REFUSED, "too_large", 50_000_000, None)


def test_without_any_mailbox_the_first_department_gets_it(desk: World) -> None:
    Mailbox.objects.all().delete()
    assert ticket_of(taken(mail())).department == desk.support


def test_to_which_mailbox_decides_the_department(desk: World) -> None:
    Mailbox.objects.create(address="billing@example.com", department=desk.billing)
    row = taken(mail(to="support@example.com"), ["billing@example.com"])
    assert ticket_of(row).department == desk.billing


def test_ten_thousand_attachments(desk: World) -> None:
    part = b"--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\nx%d\r\n"
    raw = b"From: h@example.com\r\nSubject: Many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"".join(
        part % number for number in range(10_000)
    )
    row = taken(raw + b"--b--\r\n")
    message = Message.objects.get(pk=row.ticket_message_id)
    assert row.fate == Fate.OPENED and "files-left-out" in message.marks
    assert message.attachments.count() == 200


def test_a_mail_of_nothing_becomes_a_ticket_with_the_original(desk: World) -> None:
    row = taken(b"From: hannah@example.com\r\n\r\n")
    assert row.fate == Fate.OPENED
    assert Attachment.objects.get(message_id=row.ticket_message_id).content_type == "message/rfc822"


def test_a_mail_without_from_opens_a_ticket_of_nobody_known(desk: World) -> None:
    first, second = (taken(mail(sender="", text=text), sender="") for text in ("One thing.", "Another thing."))
    assert "no-sender" in Message.objects.get(pk=first.ticket_message_id).marks
    assert ticket_of(first).requester != ticket_of(second).requester
    assert ticket_of(first).requester_address == ""


def test_two_senders_in_from_are_marked_and_not_answered(desk: World) -> None:
    row = taken(mail(sender="hannah@example.com, Mallory <mallory@example.org>"))
    message = Message.objects.get(pk=row.ticket_message_id)
    assert message.marks == ["two-senders"] and message.author == desk.hannah
