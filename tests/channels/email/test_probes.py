"""Probes: mails to ourselves by the real way out and in, which tell whether mail and plus-addresses arrive."""

from datetime import timedelta

import pytest

from accord.channels.email import probes, recipients
from accord.channels.email.models import IncomingMail, Mailbox, MailProbe
from accord.channels.email.probes import Kind
from accord.core import clock
from accord.tickets.models import Ticket
from tests.channels.email.mails import later, mail, taken
from tests.channels.email.outbox import mailbox_at, smtp_server
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [Kind.PLUS, Kind.PLAIN])
def test_a_probe_that_comes_back_is_noted_and_opens_nothing(desk: World, kind: Kind) -> None:
    with smtp_server() as (sink, port):
        Mailbox.objects.update(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        probe = probes.send(Mailbox.objects.get(), kind)
    (sent,) = sink.mails
    assert probe.sent_at is not None and sent.recipients == [probes.address_of(probe)]
    row = taken(sent.raw, sent.recipients, sender="support@example.com")
    assert (row.fate, row.reason, row.mailbox) == ("ignored", "probe", Mailbox.objects.get())
    probe.refresh_from_db()
    assert probe.arrived_at is not None and not probes.missing(probe, timedelta(0))
    assert Mailbox.objects.get().plus_works is (True if kind == Kind.PLUS else None)
    assert not Ticket.objects.exists()


def test_a_plus_probe_has_the_form_of_a_reply_address_and_passes_the_door(desk: World) -> None:
    probe = MailProbe.objects.create(mailbox=Mailbox.objects.get(), kind=Kind.PLUS, created_at=clock.now())
    address = probes.address_of(probe)
    assert address.startswith("support+") and address.endswith("@example.com")
    assert recipients.read_reply_address(address, probes.proofs.keys()) is None  # it names no ticket


def test_a_refused_probe_keeps_the_servers_words(desk: World) -> None:
    with smtp_server() as (sink, port):
        sink.at_rcpt = lambda address: "550 5.1.1 No such user" if "+" in address else None
        probe = probes.send(mailbox_at(port, desk.support, "second@example.com"), Kind.PLUS)
    assert (probe.sent_at, probe.last_error) == (None, "550 5.1.1 No such user")
    assert not probes.missing(probe, timedelta(0))


def test_a_server_that_is_away(desk: World) -> None:
    probe = probes.send(mailbox_at(1, desk.support, "second@example.com"), Kind.PLAIN)
    assert probe.sent_at is None and "ConnectionRefused" in probe.last_error


def test_after_its_time_a_probe_is_missing(desk: World) -> None:
    with smtp_server() as (_sink, port):
        probe = probes.send(mailbox_at(port, desk.support, "second@example.com"), Kind.PLAIN)
    patience = timedelta(minutes=30)
    assert not probes.missing(probe, patience)
    with clock.running(later(minutes=31)):
        assert probes.missing(probe, patience)


def test_nobody_else_can_say_that_a_probe_came(desk: World) -> None:
    probe = MailProbe.objects.create(mailbox=Mailbox.objects.get(), kind=Kind.PLUS, created_at=clock.now())
    forged = mail(X_Accord_Loop=f"probe-{probe.pk}", message_id="")
    assert taken(forged).fate == "opened"
    probe.refresh_from_db()
    assert probe.arrived_at is None
    assert IncomingMail.objects.count() == 1
