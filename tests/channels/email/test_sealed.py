"""Mails whose words stand in one sealed part: what is only signed is opened, the rest says why it is not."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import parse
from accord.messaging import marks
from accord.tickets.models import Message
from accord.web.console import bodies
from tests.channels.email.mails import taken
from tests.world import World

INNER = (
    b'Content-Type: multipart/mixed; boundary="b"\r\nFrom: mallory@example.org\r\n\r\n--b\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe grinder is still \xc3\xb6ff.\r\n--b\r\n"
    b'Content-Type: application/pdf; name="invoice.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
)
HEAD = b"From: Hannah <hannah@example.com>\r\nSubject: Signed\r\nMessage-ID: <s1@example.com>\r\n"


def signed(content: bytes) -> bytes:
    """An opaque CMS SignedData of it, as Outlook sends."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hannah")])
    today = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(today).not_valid_after(today + timedelta(days=1))
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(
        made.sign(key, hashes.SHA256()), key, hashes.SHA256()
    )
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def wrapped(body: bytes, about: bytes) -> bytes:
    about = b"Content-Type: " + about + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + about + base64.encodebytes(body)


PKCS7 = b'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'


@pytest.mark.parametrize("about", [PKCS7, b"application/x-pkcs7-mime", b'application/octet-stream; name="smime.p7m"'])
def test_what_is_signed_in_one_piece_is_opened(about: bytes) -> None:
    mail = parse(wrapped(signed(INNER), about))
    assert mail.visible_text == "The grinder is still öff."
    assert [each.name for each in mail.attachments] == ["invoice.pdf"]
    assert (mail.sender_addresses, mail.message_id) == (["hannah@example.com"], "s1@example.com")


def test_pieces_of_no_known_length_are_joined() -> None:
    """BER as OpenSSL streams it: indefinite lengths, the content in several octet strings."""
    text = b"Content-Type: text/plain\r\n\r\nIn two pieces."
    pieces = b"".join(bytes([4, len(part)]) + part for part in (text[:20], text[20:]))
    end = b"\0\0"
    content = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010701") + b"\xa0\x80\x24\x80" + pieces + end * 3
    data = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00"
    assert parse(wrapped(data + content + end * 3, PKCS7)).visible_text == "In two pieces."


ENCRYPTED = bytes.fromhex("300f06092a864886f70d010703a0023000")
PGP = (
    HEAD + b"Content-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\r\n\r\n--b\r\n"
    b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; "
    b"name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("raw", "mark"),
    [
        (wrapped(ENCRYPTED, b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), marks.ENCRYPTED),
        (PGP, marks.ENCRYPTED),
        (wrapped(b"\x78\x9f\x3e\x22", b"application/ms-tnef; name=winmail.dat"), marks.OUTLOOK_ONLY),
        (wrapped(b"\x78\x9f\x3e\x22", b"application/octet-stream; name=Winmail.dat"), marks.OUTLOOK_ONLY),
    ],
)
def test_what_cannot_be_opened_says_so_and_stays_a_file(desk: World, raw: bytes, mark: str) -> None:
    message = Message.objects.get(pk=taken(raw).ticket_message_id)
    assert mark in message.marks and message.attachments.exists()
    assert str(bodies.remarks(message)[0]) == str(marks.MARKS[mark])


def test_a_winmail_beside_words_says_nothing(desk: World) -> None:
    raw = HEAD + (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello there\r\n--b\r\n"
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n--b--\r\n"
    )
    message = Message.objects.get(pk=taken(raw).ticket_message_id)
    assert message.text == "Hello there" and marks.OUTLOOK_ONLY not in message.marks


@given(st.binary(max_size=200), st.integers(0, 400), st.binary(max_size=4))
def test_no_bytes_stop_the_opener(strange: bytes, at: int, patch: bytes) -> None:
    assert "failed" not in parse(wrapped(strange, PKCS7)).marks
    whole = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80\x30\x80" * 20
    assert "failed" not in parse(wrapped(whole[:at] + patch + whole[at:] + strange, PKCS7)).marks
