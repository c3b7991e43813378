"""Reading what went out, and sending again what did not."""

import pytest

from accord.channels.email import transport
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.outbox import MailOutbox
from accord.core import files
from accord.core.errors import NotFound, NotPossible
from accord.messaging import ways_in
from accord.people import one_time_links
from accord.people.rights import access_of
from accord.tickets import resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message
from accord.tickets.replying import reply
from accord.tickets.writing import FileOf, Words
from tests.channels.email.outbox import mailbox_at, smtp_server, work
from tests.world import World, agent

pytestmark = pytest.mark.django_db
OUTBOX = MailOutbox()


def kept_answer(world: World, **more: object) -> Message:
    message = reply(world.ticket(), Words(text="Here.", **more), by=world.ieva)  # type: ignore[arg-type]
    work()
    return message


def test_mails_are_kept_without_a_way_out_and_not_called_sent(world: World) -> None:
    message = kept_answer(world)
    message.refresh_from_db()
    (sent,) = OUTBOX.page(access_of(world.ieva))
    assert (sent.state, sent.to, sent.ticket_code) == ("kept", ["hannah@example.com"], message.ticket.code)
    assert message.delivery == "sending"


def test_in_the_demo_a_kept_mail_counts_as_delivered(world: World, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    mailbox_at(1, world.support)
    message = kept_answer(world)
    message.refresh_from_db()
    assert message.delivery == "sent"
    assert OutgoingMail.objects.get().state == "kept"


def test_a_mail_is_shown_with_its_pictures_inside(world: World) -> None:
    picture = FileOf(files.put(b"\x89PNG"), "a.png", "image/png", inline=True, content_id="p1")
    paper = FileOf(files.put(b"%PDF"), "a.pdf", "application/pdf")
    kept_answer(world, html='<p>Here.<img src="cid:p1" alt="a"></p>', files=[picture, paper])
    whole = OUTBOX.view(access_of(world.ieva), OutgoingMail.objects.get().pk)
    assert "Here." in whole.text
    assert 'src="data:image/png;base64,iVBORw=="' in whole.html
    assert whole.files == [("a.pdf", 4)]
    assert dict(whole.headers)["To"] == "Hannah Whitfield <hannah@example.com>"


def test_the_customers_own_links_are_blotted_out(world: World) -> None:
    resolving.resolve(world.ticket(), ready_text("solved", "en"), by=world.ieva)
    work()
    sent = OutgoingMail.objects.get()
    whole = OUTBOX.view(access_of(world.ieva), sent.pk)
    assert "/my/answer/…" in whole.text and "/my/answer/…" in whole.html
    assert b"/my/answer/" in files.read(sent.raw)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        OUTBOX.source(access_of(world.ieva), sent.pk)
    assert OUTBOX.source(access_of(world.omar), sent.pk) == files.read(sent.raw)  # type: ignore[arg-type]


def test_agents_see_only_mails_of_their_departments(world: World) -> None:
    ticket = world.ticket(department=world.billing)
    reply(ticket, Words(text="Secret"), by=world.tiina)
    work()
    assert OUTBOX.page(access_of(world.ieva)) == []
    with pytest.raises(NotFound):
        OUTBOX.source(access_of(world.ieva), OutgoingMail.objects.get().pk)
    assert len(OUTBOX.page(access_of(world.tiina))) == 1


def test_pages_are_cut_by_the_last_id(world: World) -> None:
    for _ in range(3):
        kept_answer(world)
    access = access_of(world.omar)
    first = OUTBOX.page(access, limit=2)
    rest = OUTBOX.page(access, before=first[-1].id, limit=2)
    ids = [sent.id for sent in [*first, *rest]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3


def test_a_kept_mail_is_released_as_it_is(world: World) -> None:
    transport.close_all()
    mailbox = mailbox_at(1, world.support, smtp_host="")
    message = kept_answer(world)
    row = OutgoingMail.objects.get()
    raw = OUTBOX.source(access_of(world.omar), row.pk)
    with smtp_server() as (sink, port):
        Mailbox.objects.filter(pk=mailbox.pk).update(smtp_host="127.0.0.1", smtp_port=port)
        OUTBOX.release(access_of(world.omar), row.pk)
        work()
        assert [taken.raw for taken in sink.mails] == [raw]
        with pytest.raises(NotPossible):
            OUTBOX.release(access_of(world.omar), row.pk)
    message.refresh_from_db()
    assert message.delivery == "sent"
    transport.close_all()


def test_a_failed_mail_is_sent_again_by_hand(world: World) -> None:
    transport.close_all()
    with smtp_server() as (sink, port):
        mailbox_at(port, world.support)
        sink.at_rcpt = lambda address: "550 5.1.1 No such user"
        message = kept_answer(world)
        sink.at_rcpt = lambda address: None
        OUTBOX.release(access_of(world.omar), OutgoingMail.objects.get().pk)
        work()
        assert len(sink.mails) == 1
    message.refresh_from_db()
    assert (message.delivery, message.delivery_note) == ("sent", "")
    transport.close_all()


def test_no_administrator_reads_the_owners_way_in(world: World) -> None:
    anna = agent("Anna", role="admin")
    token = one_time_links.make(world.omar, one_time_links.PASSWORD_RESET, by=world.omar)
    ways_in.send(world.omar, "password_reset", f"https://desk.example/invitation/{token}/", by=world.omar)
    work()
    sent = OutgoingMail.objects.get()
    whole = OUTBOX.view(access_of(anna), sent.pk)
    assert "/invitation/" in whole.text and token not in whole.text + whole.html
    with pytest.raises(NotFound):
        OUTBOX.source(access_of(anna), sent.pk)
    with pytest.raises(NotFound):
        OUTBOX.view(access_of(world.ieva), sent.pk)
