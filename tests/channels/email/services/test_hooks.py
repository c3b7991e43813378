"""Calls of mail services, sent over HTTP to the real addresses, with right and wrong signatures and secrets."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from accord.channels.email import intake
from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail, ProviderAccount
from accord.channels.email.services import accounts
from accord.core import files
from accord.people.models import Address
from accord.tickets.models import Ticket
from tests.channels.email.mails import mail, sent, ticket_of
from tests.world import World

KEY = "key-of-our-account"


@pytest.fixture
def web() -> Iterator[Client]:
    yield Client(enforce_csrf_checks=True)  # a service has no token of our forms


def account(world: World, service: str = "mailgun", **settings: str) -> ProviderAccount:
    owed = {"mailgun": {"webhook_signing_key": KEY}, "brevo": {"api_key": KEY}}
    return accounts.make(service, {**owed.get(service, {}), **settings}, by=world.omar)


def path(of: ProviderAccount, which: str = "incoming", tail: str = "") -> str:
    return urlsplit(accounts.address(of, which)).path + tail


def signed(**more: str) -> dict[str, str]:
    """The fields with which Mailgun signs a call."""
    timestamp, token = "1763800000", "f00f" * 12
    signature = hmac.new(KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signature, **more}


def brought(raw: bytes, **more: str) -> dict[str, str]:
    text = raw.decode("latin-1")
    return signed(recipient="support@example.com", sender="hannah@example.com", **{"body-mime": text}, **more)


def taken() -> IncomingMail:
    assert intake.take(10) == 1
    row = IncomingMail.objects.order_by("-id").first()
    assert row is not None
    return row


def test_a_mail_of_mailgun_becomes_a_ticket_with_its_very_bytes(desk: World, web: Client) -> None:
    raw, ours = mail(text="The grinder stops, what now?"), account(desk)
    assert web.post(path(ours, tail="mime"), brought(raw)).status_code == 200
    row = taken()
    assert row.fate == "opened" and row.sender == "hannah@example.com"
    assert row.raw is not None and files.read(row.raw) == raw
    assert ticket_of(row).requester.email == "hannah@example.com"
    ours.refresh_from_db()
    assert ours.last_in_at is not None


def test_other_charsets_and_large_mails_arrive_whole(desk: World, web: Client) -> None:
    head = b"From: h@example.com\r\nTo: support@example.com\r\nSubject: x\r\n"
    head += b"Content-Type: text/plain; charset=cp1251\r\n"
    raw = (
        head
        + b"Content-Transfer-Encoding: 8bit\r\n\r\n"
        + "Счупена мелачка".encode("cp1251")
        + b"\r\n"
        + b"x" * (6 << 20)
    )
    boundary = b"----b0undary"
    form = b"".join(
        b"--"
        + boundary
        + b'\r\nContent-Disposition: form-data; name="'
        + name.encode()
        + b'"\r\n\r\n'
        + value
        + b"\r\n"
        for name, value in [
            *((n, v.encode()) for n, v in signed(recipient="support@example.com").items()),
            ("body-mime", raw),
        ]
    )
    body = form + b"--" + boundary + b"--\r\n"
    kind = f"multipart/form-data; boundary={boundary.decode()}"
    assert web.post(path(account(desk)), body, content_type=kind).status_code == 200
    row = taken()
    assert row.raw is not None and files.read(row.raw) == raw


def test_a_wrong_signature_is_refused_and_told(desk: World, web: Client) -> None:
    ours = account(desk)
    forged = {**brought(mail()), "signature": "0" * 64}
    assert web.post(path(ours), forged).status_code == 403
    assert intake.take(10) == 0
    ours.refresh_from_db()
    assert ours.last_refused_at is not None and ours.last_in_at is None
    omar = Client()
    omar.force_login(desk.omar)
    assert "their signature is wrong" in omar.get("/").content.decode()


def test_a_wrong_secret_is_nowhere(desk: World, web: Client) -> None:
    ours = account(desk)
    right = path(ours)
    assert web.post(right.replace(right.split("/")[4], "guessed"), brought(mail())).status_code == 404
    assert web.post(right.replace(f"/{ours.pk}/", "/7777/", 1), brought(mail())).status_code == 404
    assert web.get(right).status_code == 405
    assert web.head(right).status_code == 200
    assert intake.take(10) == 0


def test_what_cannot_be_stored_is_brought_again(desk: World, web: Client, data_dir: Path) -> None:
    spool = data_dir / "spool"
    spool.write_text("a file where the folder should be")
    try:
        assert web.post(path(account(desk)), brought(mail())).status_code == 503
    finally:
        spool.unlink()
    assert web.post(path(ProviderAccount.objects.get()), brought(mail())).status_code == 200
    assert taken().fate == "opened"


@pytest.mark.parametrize("body", [b"", b"{", b'{"event-data": 3}'])
def test_nonsense_is_no_error_of_ours(desk: World, web: Client, body: bytes) -> None:
    ours = account(desk, "postmark")
    assert web.post(path(ours), body, content_type="application/json").status_code in (403, 422)
    answer = web.post(path(ours, "tracking"), body, content_type="application/json")
    assert answer.status_code in (200, 403, 422)  # an event that nobody knows is none of our business
    assert intake.take(10) == 0


def postmark(raw: bytes, event: str = "22c74902-a0c1-4511-804f2-341342852c90") -> dict[str, Any]:
    return {
        "MessageID": event,
        "OriginalRecipient": "support@example.com",
        "RawEmail": raw.decode(),
        "Headers": [{"Name": "Return-Path", "Value": "<hannah@example.com>"}],
    }


def test_the_same_event_again_is_one_mail(desk: World, web: Client) -> None:
    address, raw = path(account(desk, "postmark")), mail(message_id="")
    for _ in range(2):
        assert (
            web.post(address, json.dumps(postmark(raw)), content_type="application/json").status_code == 200
        )
    intake.take(10)
    assert IncomingMail.objects.count() == Ticket.objects.count() == 1
    other = json.dumps(postmark(mail(text="Another thing", message_id=""), event="another"))
    web.post(address, other, content_type="application/json")
    intake.take(10)
    assert IncomingMail.objects.count() == 2


def test_a_service_without_the_original_is_put_together(desk: World, web: Client) -> None:
    item = {
        "Uuid": ["5f0b5b5e-0000-4000-8000-000000000001"],
        "Headers": {
            "From": "Елица <elitsa@example.org>",
            "To": "support@example.com",
            "Subject": "Мелачката спира",
            "Message-ID": "<1@example.org>",
            "Delivered-To": "support@example.com",
        },
        "RawTextBody": "Какво да направя?",
        "RawHtmlBody": "<p>Какво да направя?</p>",
        "Attachments": [],
    }
    body = json.dumps({"items": [item]})
    assert web.post(path(account(desk, "brevo")), body, content_type="application/json").status_code == 200
    row = taken()
    assert (row.fate, row.subject, row.from_address) == ("opened", "Мелачката спира", "elitsa@example.org")
    assert ticket_of(row).messages.get().text.strip() == "Какво да направя?"


def bounce_of(mail_id: str, event: str = "failed", **more: Any) -> bytes:
    """An event of Mailgun."""
    data = {
        "event": event,
        "severity": "permanent",
        "id": "ev-1",
        "timestamp": 1763800000.5,
        "recipient": "Hannah@example.com",
        "message": {"headers": {"message-id": "other@mailgun.example"}},
        "user-variables": {"accord": mail_id},
        "delivery-status": {"message": "550 5.1.1 No such user", "code": 550},
        "reason": "bounce",
        **more,
    }
    return json.dumps({"signature": signed(), "event-data": data}).encode()


def test_a_bounce_is_tied_to_our_mail(desk: World, web: Client) -> None:
    ticket, message = desk.ticket_and_message()
    ours = sent(ticket, "k7q.aa.bb@example.com", ticket_message_id=message.pk)
    answer = web.post(
        path(account(desk), "tracking"), bounce_of(ours.message_id), content_type="application/json"
    )
    assert answer.status_code == 200
    ours.refresh_from_db()
    assert ours.state == "bounced" and "No such user" in ours.last_error
    ticket.refresh_from_db()
    assert ticket.undelivered
    assert Address.objects.get(email="hannah@example.com").bounced_at is not None


@pytest.mark.parametrize(
    "more", [{"event": "delivered"}, {"severity": "temporary"}, {"event": "opened", "user-agent": "x"}]
)
def test_other_events_change_nothing(desk: World, web: Client, more: dict[str, str]) -> None:
    ticket, message = desk.ticket_and_message()
    ours = sent(ticket, "k7q.aa.bb@example.com", ticket_message_id=message.pk)
    answer = web.post(
        path(account(desk), "tracking"), bounce_of(ours.message_id, **more), content_type="application/json"
    )
    assert answer.status_code == 200
    assert OutgoingMail.objects.get().state == "waiting"


def test_a_complaint_stands_on_the_address(desk: World, web: Client) -> None:
    ticket, message = desk.ticket_and_message()
    ours = sent(ticket, "k7q.aa.bb@example.com", ticket_message_id=message.pk)
    web.post(
        path(account(desk), "tracking"),
        bounce_of(ours.message_id, "complained"),
        content_type="application/json",
    )
    assert "complained" in Address.objects.get(email="hannah@example.com").bounce_reason
    assert OutgoingMail.objects.get().state == "waiting"


def test_an_event_about_a_mail_of_somebody_else(desk: World, web: Client) -> None:
    answer = web.post(
        path(account(desk), "tracking"), bounce_of("not-ours@x"), content_type="application/json"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("right", [True, False])
def test_sendgrids_signature_by_elliptic_curve(desk: World, web: Client, right: bool) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    ticket, message = desk.ticket_and_message()
    ours = sent(ticket, "k7q.aa.bb@example.com", ticket_message_id=message.pk)
    event = {
        "event": "bounce",
        "email": "hannah@example.com",
        "reason": "550 gone",
        "accord": ours.message_id,
        "timestamp": 1,
    }
    body = json.dumps([event]).encode()
    signature = key.sign(b"1763800000" + (body if right else b"other"), ec.ECDSA(hashes.SHA256()))
    own = account(desk, "sendgrid", tracking_webhook_verification_key=base64.b64encode(der).decode())
    answer = web.post(
        path(own, "tracking"),
        body,
        content_type="application/json",
        headers={
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": "1763800000",
        },
    )
    assert answer.status_code == (200 if right else 403)
    assert OutgoingMail.objects.get().state == ("bounced" if right else "waiting")


def test_mail_for_nobody_of_ours_is_kept(desk: World, web: Client) -> None:
    form = {**brought(mail(to="info@elsewhere.example")), "recipient": "info@elsewhere.example"}
    assert web.post(path(account(desk)), form).status_code == 200
    assert taken().mailbox == Mailbox.objects.get()
