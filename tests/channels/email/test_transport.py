"""Conversations with mail servers: TLS that is checked, addresses that need SMTPUTF8, connections that died."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from accord.channels.email import transport
from accord.channels.email.models import Mailbox
from tests.channels.email.outbox import smtp_server

RAW = b"Subject: Hello\r\n\r\n.A line with a dot\r\n"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    transport.close_all()
    yield
    transport.close_all()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost with its key, signed by itself, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    since = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem)
    )
    return path


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def mailbox(port: int, security: str = "none", host: str = "127.0.0.1") -> Mailbox:
    return Mailbox(address="support@example.com", smtp_host=host, smtp_port=port, smtp_security=security)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_believed_certificate(certificate: Path, security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(tls=context(certificate), at_once=security == "tls") as (sink, port):
        outcome = transport.hand_over(
            mailbox(port, security, "localhost"), "a@example.com", ["b@example.com"], RAW
        )
    assert outcome.taken == ["b@example.com"]
    assert sink.mails[0].raw == RAW


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_knows_is_refused(certificate: Path, security: str) -> None:
    with smtp_server(tls=context(certificate), at_once=security == "tls") as (sink, port):
        with pytest.raises(transport.Unreachable, match="certificate verify failed"):
            transport.hand_over(mailbox(port, security, "localhost"), "a@example.com", ["b@example.com"], RAW)
        assert sink.mails == []


def test_starttls_is_not_given_up_silently() -> None:
    with smtp_server() as (sink, port):
        with pytest.raises(transport.Unreachable, match="STARTTLS"):
            transport.hand_over(mailbox(port, "starttls"), "a@example.com", ["b@example.com"], RAW)
        assert sink.mails == []


def test_foreign_letters_in_an_address(db: None) -> None:
    with smtp_server() as (sink, port):
        outcome = transport.hand_over(mailbox(port), "", ["елица@example.com"], RAW)
        assert outcome.taken == ["елица@example.com"]
    transport.close_all()
    with smtp_server(utf8=False) as (sink, port):
        outcome = transport.hand_over(mailbox(port), "", ["елица@example.com"], RAW)
        assert outcome.refused == {"елица@example.com": "550 5.6.7 SMTPUTF8"}


def test_a_kept_connection_that_died_is_replaced() -> None:
    with smtp_server() as (sink, port):
        box = mailbox(port)
        for _ in range(2):
            assert transport.hand_over(box, "a@example.com", ["b@example.com"], RAW).taken
        assert sink.connections == 1
        sink.hang_up()
        assert transport.hand_over(box, "a@example.com", ["b@example.com"], RAW).taken
        assert sink.connections == 2


def test_a_sender_that_is_not_wanted_is_a_no_for_all() -> None:
    with smtp_server() as (sink, port):
        sink.at_mail = lambda sender: "553 5.7.1 Not your address"
        outcome = transport.hand_over(mailbox(port), "a@example.com", ["b@example.com", "c@example.com"], RAW)
    assert outcome.refused == dict.fromkeys(["b@example.com", "c@example.com"], "553 5.7.1 Not your address")


def test_some_now_some_later_some_never() -> None:
    answers = {"later@example.com": "450 4.2.1 Busy", "never@example.com": "550 5.1.1 Unknown"}
    with smtp_server() as (sink, port):
        sink.at_rcpt = answers.get
        outcome = transport.hand_over(mailbox(port), "", ["now@example.com", *answers], RAW)
    assert outcome.taken == ["now@example.com"]
    assert outcome.later == {"later@example.com": "450 4.2.1 Busy"}
    assert outcome.refused == {"never@example.com": "550 5.1.1 Unknown"}


def test_all_later() -> None:
    with smtp_server() as (sink, port):
        sink.at_rcpt = lambda address: "450 4.2.1 Busy"
        outcome = transport.hand_over(mailbox(port), "", ["b@example.com"], RAW)
    assert (outcome.taken, outcome.later) == ([], {"b@example.com": "450 4.2.1 Busy"})
