"""Trying a mailbox's way out."""

import pytest

from accord.channels.email.trying_out import TestFailed, try_out
from accord.core.errors import Invalid
from tests.channels.email.outbox import mailbox_at, smtp_server
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_way_out_that_works_is_noted(world: World) -> None:
    with smtp_server() as (sink, port):
        mailbox = mailbox_at(port, world.support, last_error="old")
        try_out(mailbox, "omar@example.com", reader=world.omar)
    (taken,) = sink.mails
    assert taken.mail["Subject"] == "A test mail of Example Café"
    mailbox.refresh_from_db()
    assert mailbox.tested_at is not None
    assert mailbox.last_error == ""


def test_the_servers_words_are_shown(world: World) -> None:
    with smtp_server() as (sink, port):
        sink.at_rcpt = lambda address: "554 5.7.1 Relay access denied"
        mailbox = mailbox_at(port, world.support)
        with pytest.raises(TestFailed) as failed:
            try_out(mailbox, "omar@example.com")
    assert "554 5.7.1 Relay access denied" in str(failed.value)
    mailbox.refresh_from_db()
    assert (mailbox.tested_at, mailbox.last_error) == (None, "554 5.7.1 Relay access denied")


@pytest.mark.parametrize(("more", "to"), [({"smtp_host": ""}, "omar@example.com"), ({}, "nobody")])
def test_without_an_address_or_a_server_there_is_nothing_to_try(
    world: World, more: dict[str, str], to: str
) -> None:
    with pytest.raises(Invalid):
        try_out(mailbox_at(1, world.support, **more), to)


def test_nobody_there(world: World) -> None:
    with pytest.raises(TestFailed):
        try_out(mailbox_at(1, world.support), "omar@example.com")
