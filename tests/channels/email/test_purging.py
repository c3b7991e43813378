"""The mails of a ticket that was deleted for good: no word of them is left in the store, their fates stay."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accord.channels.email import intake, ledger, outbox, purging, sending
from accord.channels.email.models import IncomingMail, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.models.outgoing import OutgoingState
from accord.channels.email.shown_ledger import MailLedger
from accord.core import files, letting_go
from accord.core.errors import NotFound, NotPossible
from accord.core.models import StoredFile
from accord.events import delivering
from accord.events.models import Delivery, Event
from accord.people.rights import access_of
from accord.tickets import discarding, drafting, editing, merging, splitting
from accord.tickets.models import Attachment, Message, Ticket
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.tickets.test_plans import only_sqlite, plan, statements
from tests.world import World

WORD = b"Qwertzblatt"


@pytest.fixture(autouse=True)
def _store(desk: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    intake.forget()
    yield


def purge(ticket: Ticket, world: World) -> None:
    """Delete it for good, and let the worker remove files some time later."""
    discarding.delete(Ticket.objects.get(pk=ticket.pk), by=world.omar)
    discarding.purge(Ticket.objects.get(pk=ticket.pk), by=world.omar)
    swept()


def swept() -> None:
    long_ago = time.time() - 3600
    for path in stored():
        os.utime(path, (long_ago, long_ago))
    letting_go.remove()


def stored() -> list[Path]:
    return [path for path in (Path(settings.DATA) / "files").glob("*/*") if path.is_file()]


def with_the_word() -> list[Path]:
    return [path for path in stored() if WORD in path.read_bytes()]


def written(**more: Any) -> bytes:
    return mail(text=f"It says {WORD.decode()} on the box.", subject=WORD.decode(), **more)


def letter(ticket: Ticket, **more: Any) -> OutgoingMail:
    number = OutgoingMail.objects.count()
    return sent(ticket, f"{number}@example.com", subject=WORD.decode(), raw=files.put(WORD + b"%d" % number), **more)


def test_mails_in_and_out_and_files_are_gone(desk: World) -> None:
    row = taken(written())
    ticket, other = ticket_of(row), ticket_of(taken(mail()))
    message = Message.objects.get(pk=row.ticket_message_id or 0)
    letter(ticket, ticket_message_id=message.pk)
    letter(ticket)
    draft = drafting.save(ticket, desk.ieva, kind="answer", html="<p>Soon</p>")
    papers = [files.put(WORD + name) for name in (b" of a message", b" of a draft")]
    for paper, where in zip(papers, ({"message": message}, {"draft": draft}), strict=True):
        Attachment.objects.create(file=paper, name="a.txt", content_type="text/plain", size=9, **where)
    editing.rename(ticket, "Grinder", by=desk.ieva)
    left = StoredFile.objects.count() - 5
    assert len(with_the_word()) == 5
    purge(ticket, desk)
    assert with_the_word() == [] and StoredFile.objects.count() == left
    kept = str([list(rows.values()) for rows in (IncomingMail.objects, OutgoingMail.objects, Event.objects)])
    assert WORD.decode() not in kept
    assert IncomingMail.objects.exclude(raw=None).get().ticket_id == other.pk


def test_its_fate_stays_and_nothing_can_be_done_with_it(desk: World) -> None:
    row = taken(written())
    ticket = ticket_of(row)
    purge(ticket, desk)
    (came,) = MailLedger().page()
    assert (came.fate, came.ticket_code, came.has_source, came.may_retry) == (Fate.OPENED, ticket.code, False, False)
    assert str(came.because) == f"{ledger.REASONS['new']} Its words were deleted for good with its ticket."
    with pytest.raises(NotFound):
        MailLedger().source(row.pk)
    with pytest.raises(NotPossible):
        MailLedger().retry(row.pk)


def test_the_same_mail_that_came_again_goes_too(desk: World) -> None:
    raw = written()
    first, again = taken(raw), taken(raw.replace(b"\n\n", b"\nX-Way: other\n\n", 1))
    assert (again.fate, again.same_as_id) == (Fate.SAME, first.pk) and len(with_the_word()) == 2
    purge(ticket_of(first), desk)
    assert with_the_word() == []
    with pytest.raises(NotPossible):
        MailLedger().separate(again.pk)


def test_a_mail_that_waits_is_not_sent(desk: World) -> None:
    ticket = ticket_of(taken(written()))
    waits, went = letter(ticket), letter(ticket, state=OutgoingState.SENT)
    purge(ticket, desk)
    for row in (waits, went):
        row.refresh_from_db()
    assert (waits.state, went.state) == (OutgoingState.FAILED, OutgoingState.SENT)
    sending.send_all([waits, went])
    with pytest.raises(NotFound):
        outbox.MailOutbox().view(access_of(desk.omar), waits.pk)
    with pytest.raises(NotPossible):
        outbox.MailOutbox().release(access_of(desk.omar), waits.pk)


def test_a_letter_that_was_being_made_meanwhile_goes_after_it(desk: World) -> None:
    ticket = ticket_of(taken(written()))
    purge(ticket, desk)
    letter(ticket)
    assert len(with_the_word()) == 1
    assert delivering.carry_out(Delivery.objects.get(effect=purging.EFFECT.key))
    swept()
    assert with_the_word() == []


def test_what_was_split_off_or_merged_goes_where_it_stands(desk: World) -> None:
    first = taken(written())
    old = ticket_of(first)
    second = taken(written(In_Reply_To=f"<{first.message_id}>"))
    assert second.ticket_id == old.pk
    new = splitting.split(old, [second.ticket_message_id or 0], by=desk.ieva)
    purge(old, desk)
    assert len(with_the_word()) == 1, "the mail that was split off stands on another ticket"
    into = ticket_of(taken(mail()))
    merging.merge(new, into, by=desk.ieva)
    purge(into, desk)
    assert with_the_word() == []


@only_sqlite
def test_no_ledger_is_scanned(desk: World) -> None:
    ticket = ticket_of(taken(written()))
    with statements() as asked:
        purging.incoming(ticket.pk)
        purging.outgoing(ticket.pk)
    assert len(asked) == 5
    lines = [line for sql, params in asked for *_place, line in plan(sql, params)]
    assert not [line for line in lines if line.startswith("SCAN")]
