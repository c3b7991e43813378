"""Mails about somebody's own access: sent once, and their link is not kept."""

from collections.abc import Iterator

import pytest

from accord.channels.email import accounts, transport
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.outbox import MailOutbox
from accord.core.errors import Invalid, NotFound
from accord.core.models import StoredFile
from accord.core.registry import UnknownKey
from accord.events.models import Event
from accord.people.models import Person
from accord.people.rights import access_of
from tests.channels.email.outbox import Sink, both, mailbox_at, smtp_server, work, written
from tests.world import World

URL = "https://help.example.com/in/secret-secret"
pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(world: World) -> Iterator[Sink]:
    transport.close_all()
    with smtp_server() as (sink, port):
        mailbox_at(port, world.support)
        yield sink
        transport.close_all()


def test_an_invitation_is_mailed_and_its_link_forgotten(world: World, sink: Sink) -> None:
    accounts.send_account_mail(world.ieva, "invitation", URL, by=world.omar)
    work()
    (taken,) = sink.mails
    assert taken.sender == "<>"
    assert taken.recipients == ["ieva@example.com"]
    assert URL in both(taken.mail)[0]
    assert taken.mail["Subject"] == "You are invited to Example Café"
    assert OutgoingMail.objects.get().raw is None
    assert not StoredFile.objects.exists()
    event = Event.objects.get(kind="account.mail_asked")
    assert (event.actor_id, event.subject_id, event.data) == (
        world.omar.pk,
        world.ieva.pk,
        {"purpose": "invitation"},
    )
    with pytest.raises(NotFound):
        MailOutbox().view(access_of(world.omar), OutgoingMail.objects.get().pk)


def test_a_code_is_mailed_without_a_link(world: World) -> None:
    accounts.send_account_mail(world.hannah, "one_time_code", code="384-201", address="han@example.org")
    assert "384-201" in both(written())[0]
    assert "://" not in both(written())[0]
    assert OutgoingMail.objects.get().recipients == ["han@example.org"]


def test_only_administrators_read_them(world: World) -> None:
    accounts.send_account_mail(world.tiina, "sign_in", URL)
    work()
    assert [sent.subject for sent in MailOutbox().page(access_of(world.omar))] == ["Sign in to Accord"]
    assert MailOutbox().page(access_of(world.tiina)) == []


def test_whether_account_mails_leave_the_house(world: World, sink: Sink) -> None:
    assert not accounts.can_mail()
    Mailbox.objects.update(tested_at="2026-11-22T00:00:00Z")
    assert accounts.can_mail()


def test_what_cannot_be_mailed_says_so(world: World) -> None:
    with pytest.raises(Invalid):
        accounts.send_account_mail(Person(email=""), "sign_in", URL)
    with pytest.raises(UnknownKey):
        accounts.send_account_mail(world.ieva, "something", URL)
