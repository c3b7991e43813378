"""Sending by a real SMTP server: at least once, always as the same mail, and every refusal shown."""

from collections.abc import Iterator
from datetime import timedelta
from email.header import decode_header, make_header

import pytest

from accord.channels.email import loops, transport
from accord.channels.email.models import OutgoingMail
from accord.core import clock, secrets
from accord.events.models import Delivery, Event
from accord.people.models import Address
from accord.tickets.checking import problems
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, Resolution, Ticket
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import Words
from tests.channels.email.outbox import Sink, mailbox_at, smtp_server, work
from tests.world import World, kinds

ANSWER = Words(text="A new one is on its way.", html="<p>A new one is on its way.</p>")
pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(world: World) -> Iterator[Sink]:
    transport.close_all()
    with smtp_server() as (sink, port):
        mailbox_at(port, world.support)
        yield sink
        transport.close_all()


def answered(world: World, **more: object) -> Message:
    return reply(world.ticket(), ANSWER, by=world.ieva, **more)  # type: ignore[arg-type]


def test_an_answer_reaches_its_customer(world: World, sink: Sink) -> None:
    message = answered(world)
    work()
    (taken,) = sink.mails
    assert taken.sender == "support@example.com"
    assert taken.recipients == ["hannah@example.com"]
    mail = taken.mail
    assert str(make_header(decode_header(mail["From"]))) == '"Ieva, Example Café" <support@example.com>'
    assert mail["To"] == "Hannah Whitfield <hannah@example.com>"
    assert mail["Reply-To"] == "support@example.com"
    assert mail["Subject"] == f"Re: Coffee grinder stops [#{message.ticket.code}]"
    assert mail["Message-ID"] in mail["References"]
    assert loops.is_ours(mail.get_all("X-Accord-Loop", []))
    assert mail["Auto-Submitted"] is None
    message.refresh_from_db()
    assert message.delivery == "sent"
    assert kinds(message.ticket)[-1] == "message.delivered"
    assert not Delivery.objects.exists()
    assert b"\n" not in taken.raw.replace(b"\r\n", b"")
    assert taken.raw.isascii()


def test_a_second_delivery_of_the_same_event_sends_nothing(world: World, sink: Sink) -> None:
    message = answered(world)
    event = Event.objects.get(kind="message.sent")
    Delivery.objects.all().delete()
    for _ in range(2):
        Delivery.objects.create(event=event, effect="mail", due_at=clock.now())
        work(1)
    assert len(sink.mails) == 1
    assert kinds(message.ticket).count("message.delivered") == 1


def test_everybody_gets_one_mail_and_blind_copies_are_seen_by_nobody(world: World, sink: Sink) -> None:
    answered(world, cc=["ann@example.org"], bcc=["boss@example.org", "audit@example.org"])
    work()
    first, *blind = sink.mails
    assert first.recipients == ["hannah@example.com", "ann@example.org"]
    assert [taken.recipients for taken in blind] == [["boss@example.org"], ["audit@example.org"]]
    assert len({taken.mail["Message-ID"] for taken in sink.mails}) == 3
    for taken in sink.mails:
        assert taken.mail["Cc"] == "ann@example.org"
        assert taken.mail["Bcc"] is None
        assert b"boss@" not in taken.raw
        assert b"audit@" not in taken.raw


def test_an_answer_to_blind_copies_only(world: World, sink: Sink) -> None:
    message = answered(world, to=[], bcc=["boss@example.org"])
    work()
    (taken,) = sink.mails
    assert taken.mail["To"] == "undisclosed-recipients:;"
    message.refresh_from_db()
    assert message.delivery == "sent"


def test_later_is_tried_again_with_the_same_mail(world: World, sink: Sink) -> None:
    sink.at_data = lambda sender: "451 4.3.0 Come back later"
    message = answered(world)
    work(2)
    row = OutgoingMail.objects.get()
    delivery = Delivery.objects.get()
    message.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 2, "451 4.3.0 Come back later")
    assert (delivery.attempts, delivery.last_error) == (0, "451 4.3.0 Come back later")
    assert delivery.due_at > clock.now() + timedelta(seconds=90)
    assert message.delivery == "sending"
    sink.at_data = lambda sender: None
    work(1)
    (taken,) = sink.mails
    message.refresh_from_db()
    assert taken.mail["Message-ID"] == f"<{row.message_id}>"
    assert message.delivery == "sent"


def test_no_for_all_is_shown_in_the_servers_words(world: World, sink: Sink) -> None:
    sink.at_rcpt = lambda address: "550 5.1.1 No such user"
    message = answered(world)
    work()
    message.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (message.delivery, message.delivery_note) == ("failed", "550 5.1.1 No such user")
    assert ticket.undelivered
    assert kinds(ticket)[-1] == "message.failed"
    assert Address.objects.get(email="hannah@example.com").bounce_reason == "550 5.1.1 No such user"
    assert not Delivery.objects.exists()


def test_what_arrives_later_takes_the_mark_from_the_ticket(world: World, sink: Sink) -> None:
    sink.at_rcpt = lambda address: "550 5.1.1 No such user"
    message = answered(world)
    work()
    assert Ticket.objects.get().undelivered
    sink.at_rcpt = lambda address: None
    reply(message.ticket, Words(text="Once more"), by=world.ieva)
    work()
    assert not Ticket.objects.get().undelivered
    assert list(problems(deep=True)) == []


def test_no_for_one_of_several_counts_as_delivered_and_is_shown(world: World, sink: Sink) -> None:
    sink.at_rcpt = lambda address: "550 5.1.1 No such user" if address.startswith("ann@") else None
    message = answered(world, cc=["ann@example.org", "bob@example.org"])
    work()
    (taken,) = sink.mails
    assert taken.recipients == ["hannah@example.com", "bob@example.org"]
    message.refresh_from_db()
    assert (message.delivery, message.delivery_note) == ("sent", "550 5.1.1 No such user")
    refused = Event.objects.get(kind="message.refused")
    assert refused.data["address"] == "ann@example.org"
    assert not Ticket.objects.get().undelivered


def test_only_the_rest_is_tried_again(world: World, sink: Sink) -> None:
    sink.at_rcpt = lambda address: "450 4.2.1 Busy" if address.startswith("ann@") else None
    answered(world, cc=["ann@example.org"])
    work(1)
    sink.at_rcpt = lambda address: None
    work(1)
    assert [taken.recipients for taken in sink.mails] == [["hannah@example.com"], ["ann@example.org"]]
    assert sink.mails[0].raw == sink.mails[1].raw


def test_a_line_cut_before_the_yes_sends_the_same_mail_again(world: World, sink: Sink) -> None:
    sink.hang_up_after_data = 1
    message = answered(world)
    work(1)
    message.refresh_from_db()
    assert message.delivery == "sending"
    work(1)
    first, second = sink.mails
    assert first.raw == second.raw
    message.refresh_from_db()
    assert message.delivery == "sent"


def test_a_server_that_is_down_is_left_alone_and_asked_again(world: World, sink: Sink) -> None:
    mailbox = OutgoingMail._meta.get_field("mailbox").related_model.objects.get()  # type: ignore[union-attr]
    good, mailbox.smtp_port = mailbox.smtp_port, 1
    mailbox.save()
    one, two = answered(world), answered(world)
    work(1)
    mailbox.refresh_from_db()
    assert "refused" in mailbox.last_error
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"waiting"}
    mailbox.smtp_port = good
    mailbox.save()
    work(1)
    assert len(sink.mails) == 2
    for message in (one, two):
        message.refresh_from_db()
        assert message.delivery == "sent"
    mailbox.refresh_from_db()
    assert mailbox.last_error == ""


def test_nobody_tries_for_ever(world: World, sink: Sink) -> None:
    sink.at_data = lambda sender: "451 4.3.0 Later"
    message = answered(world)
    work(1)
    late = clock.now() + timedelta(hours=49)
    with clock.running(lambda: late):
        work(1)
    message.refresh_from_db()
    assert (message.delivery, message.delivery_note) == ("failed", "451 4.3.0 Later")
    assert not Delivery.objects.exclude(effect="notices").exists()  # that agents are told of it comes next


def test_connections_are_kept(world: World, sink: Sink) -> None:
    for _ in range(5):
        answered(world)
    work()
    assert len(sink.mails) == 5
    assert sink.connections == 1


def test_an_answer_to_no_usable_address_has_failed(world: World, sink: Sink) -> None:
    message = answered(world, to=["nobody", "support@example.com"])
    work()
    message.refresh_from_db()
    assert (message.delivery, message.delivery_note) == ("failed", "5.1.3")
    assert sink.mails == []


def test_our_own_mailbox_is_never_written_to(world: World, sink: Sink) -> None:
    answered(world, cc=["Support@Example.com", "ann@example.org"])
    work()
    (taken,) = sink.mails
    assert taken.recipients == ["hannah@example.com", "ann@example.org"]
    assert taken.mail["Cc"] == "ann@example.org"


def test_the_question_is_told_when_the_server_took_it(world: World, sink: Sink) -> None:
    ticket = world.ticket()
    resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    assert Resolution.objects.get().told_at is None
    work()
    (taken,) = sink.mails
    assert taken.sender == "support@example.com", "its bounces are of interest (DOMAIN 7.8)"
    assert taken.mail["Auto-Submitted"] == "auto-generated"
    assert Resolution.objects.get().told_at is not None


def test_a_question_that_was_refused_is_shown(world: World, sink: Sink) -> None:
    sink.at_rcpt = lambda address: "550 5.1.1 No such user"
    ticket = world.ticket()
    resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    work()
    ticket.refresh_from_db()
    assert ticket.undelivered
    assert Resolution.objects.get().told_at is None
    assert kinds(ticket)[-1] == "notice.failed"


def test_it_signs_in_with_the_sealed_password(world: World) -> None:
    transport.close_all()
    with smtp_server(password="open sesame") as (sink, port):
        mailbox_at(port, world.support, smtp_user="desk", secret=secrets.encrypt("open sesame"))
        answered(world)
        work()
        assert len(sink.mails) == 1
    transport.close_all()


def test_a_wrong_password_is_the_mailboxs_error(world: World) -> None:
    transport.close_all()
    with smtp_server(password="open sesame") as (sink, port):
        mailbox = mailbox_at(port, world.support, smtp_user="desk", secret=secrets.encrypt("wrong"))
        message = answered(world)
        work(1)
        mailbox.refresh_from_db()
        message.refresh_from_db()
        assert mailbox.last_error.startswith("535")
        assert message.delivery == "sending"
        assert sink.mails == []
    transport.close_all()
