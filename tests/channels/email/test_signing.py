"""Our own mail is signed: by both keys of its domain, once, with the bytes that are stored."""

from collections.abc import Iterator

import pytest

from accord.channels.email import sending
from accord.channels.email.models import Mailbox, OutgoingMail, SigningKey
from accord.channels.email.screening import dkim_check, names
from accord.channels.email.signing import keys, signatures
from accord.core import files, options
from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events.models import Event
from accord.tickets import replying
from accord.tickets.writing import Words
from tests.channels.email.screening.name_server import NameServer, name_server, txt
from tests.world import World


@pytest.fixture
def server(desk: World) -> Iterator[NameServer]:
    with name_server({}) as made:
        options.put("mail.nameservers", made.address)
        signatures.forget()
        yield made
        signatures.forget()
        names.use("")


def publish(server: NameServer, pair: list[SigningKey]) -> None:
    for key in pair:
        server.zone[keys.record_name(key), "TXT"] = txt(keys.record_text(key))


def in_use(server: NameServer, desk: World) -> list[SigningKey]:
    pair = keys.make_pair("example.com", by=desk.omar)
    publish(server, pair)
    assert [keys.begin(key, by=desk.omar).state for key in pair] == ["right", "right"]
    signatures.forget()
    return pair


def answered(desk: World, words: str = "Задръжте бутона. Hold the button.") -> bytes:
    ticket = desk.ticket()
    replying.reply(ticket, Words(text=words), by=desk.ieva)
    event = Event.objects.filter(ticket_id=ticket.pk, kind="message.sent").get()
    sending.deliver(event)
    row = OutgoingMail.objects.get(ticket_id=ticket.pk, part="answer")
    assert row.raw is not None
    return files.read(row.raw)


def test_an_answer_bears_both_signatures_and_they_hold(desk: World, server: NameServer) -> None:
    in_use(server, desk)
    raw = answered(desk)
    assert dkim_check.check(raw) == [("pass", "example.com"), ("pass", "example.com")]
    assert dkim_check.check(raw.replace(b"\r\nSubject: ", b"\r\nSubject: x", 1)) == [
        ("fail", "example.com"), ("fail", "example.com"),
    ]  # fmt: skip
    assert {b"a=rsa-sha256" in raw, b"a=ed25519-sha256" in raw} == {True}


def test_nobody_can_add_another_author(desk: World, server: NameServer) -> None:
    in_use(server, desk)
    raw = b"From: Mallory <mallory@example.org>\r\n" + answered(desk)
    assert {result for result, _domain in dkim_check.check(raw)} == {"fail"}


def test_keys_that_are_not_published_sign_nothing(desk: World, server: NameServer) -> None:
    pair = keys.make_pair("example.com", by=desk.omar)
    assert [keys.begin(key, by=desk.omar).state for key in pair] == ["absent", "absent"]
    assert b"DKIM-Signature" not in answered(desk)
    server.zone[keys.record_name(pair[0]), "TXT"] = txt("v=DKIM1; k=rsa; p=AAAA")
    assert keys.begin(pair[0], by=desk.omar).state == "wrong"
    server.silent = True
    names.TIMEOUT_S, before = 0.2, names.TIMEOUT_S
    try:
        assert keys.begin(pair[1], by=desk.omar).state == "no_answer"
    finally:
        names.TIMEOUT_S = before
    assert set(SigningKey.objects.values_list("state", flat=True)) == {"new"}


def test_rotation_signs_with_the_new_pair_and_keeps_the_old_record_known(
    desk: World, server: NameServer
) -> None:
    old = in_use(server, desk)
    new = in_use(server, desk)
    raw = answered(desk)
    assert [key.selector.encode() in raw for key in (*old, *new)] == [False, False, True, True]
    assert {key.state for key in SigningKey.objects.filter(pk__in=[key.pk for key in old])} == {"old"}
    assert len({key.selector for key in SigningKey.objects.all()}) == 4


def test_a_second_pair_waits_for_the_first_and_only_administrators_make_any(
    desk: World, server: NameServer
) -> None:
    pair = keys.make_pair("example.com", by=desk.omar)
    with pytest.raises(NotPossible):
        keys.make_pair("example.com", by=desk.omar)
    with pytest.raises(Invalid):
        keys.make_pair("example.net", by=desk.omar)
    with pytest.raises(NotAllowed):
        keys.make_pair("example.com", by=desk.ieva)
    keys.stop(pair[0], by=desk.omar)
    assert SigningKey.objects.count() == 1


def test_the_private_key_is_sealed(desk: World, server: NameServer) -> None:
    for key in keys.make_pair("example.com", by=desk.omar):
        assert "PRIVATE" not in key.secret and len(key.secret) > 60
    assert Mailbox.objects.count() == 1
    assert [len(keys.record_text(key)) < 450 for key in SigningKey.objects.all()] == [True, True]
