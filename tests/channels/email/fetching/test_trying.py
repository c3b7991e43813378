"""Trying a way in: each failure is told apart, and nothing changes at the server."""

import datetime
import errno
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.functional import Promise

from accord.channels.email.fetching import connecting
from accord.channels.email.fetching.failures import FAILURES, FetchError, told
from accord.channels.email.fetching.trying import try_source
from accord.channels.email.models import MailSource
from tests.channels.email.fetching.imap_server import Folder, ImapServer, serving
from tests.channels.email.mails import mail
from tests.running import free_port


def fields(server: ImapServer, **more: Any) -> dict[str, Any]:
    base = {"host": "127.0.0.1", "port": server.port, "security": "none", "user": "me", "password": "secret"}
    return base | more


def test_it_works_and_says_what_it_saw(server: ImapServer) -> None:
    server.inbox.put(mail(), mail())
    server.inbox.mails[0].flags.add("\\Seen")
    server.folders["Archive"] = Folder()
    outcome = try_source(fields(server))
    assert (outcome.works, outcome.key, outcome.title) == (True, "", "")
    assert (list(outcome.folders), outcome.count, outcome.unread, outcome.idles) == (
        ["INBOX", "Archive"],
        2,
        1,
        True,
    )
    assert not any(word in line for line in server.said for word in ("SELECT", "EXAMINE", "FETCH", "STORE"))


def test_a_stored_source_is_tried_with_its_own_folders(
    server: ImapServer, source: Callable[..., MailSource]
) -> None:
    server.folders["Orders"] = Folder()
    server.folders["Orders"].put(mail())
    assert try_source(source(folders=["Orders"])).count == 1


def test_a_wrong_password(server: ImapServer) -> None:
    outcome = try_source(fields(server, password="guess"))
    assert (outcome.key, "Wrong password" in outcome.words) == ("sign_in", True)
    assert str(outcome.title) and str(outcome.cure)


def test_no_such_folder(server: ImapServer) -> None:
    assert try_source(fields(server, folders=["Nowhere"])).key == "no_folder"


def test_nobody_listens() -> None:
    way = {"host": "127.0.0.1", "port": free_port(), "security": "none", "user": "x", "password": "y"}
    assert try_source(way).key == "refused"
    assert try_source(way | {"kind": "pop3"}).key == "refused"


def test_no_such_host() -> None:
    way = {"host": "no-such-host.invalid", "port": 993, "security": "none", "user": "x", "password": "y"}
    assert try_source(way).key == "no_host"


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "ANSWER_S", 0.2)
    monkeypatch.setattr(connecting, "CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for kind in ("imap", "pop3"):
            way = {
                "kind": kind,
                "host": "127.0.0.1",
                "port": port,
                "security": "none",
                "user": "x",
                "password": "y",
            }
            assert try_source(way).key == "timed_out"


def test_another_protocol_on_this_port(server: ImapServer) -> None:
    assert try_source(fields(server, kind="pop3")).key == "other_protocol"


def test_no_encryption_on_this_port(server: ImapServer) -> None:
    assert try_source(fields(server, security="tls")).key == "no_encryption"
    assert try_source(fields(server, security="starttls")).key == "no_encryption"


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with serving(ImapServer(), tls=_self_signed(tmp_path)) as server:
        assert try_source(fields(server, security="tls")).key == "certificate"


def test_encrypted_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = _self_signed(tmp_path)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    monkeypatch.setattr(connecting.ssl, "create_default_context", lambda *_: trusting)
    with serving(ImapServer(), tls=tls) as server:
        server.inbox.put(mail())
        outcome = try_source(fields(server, security="tls"))
    assert (outcome.key, outcome.words, outcome.count) == ("", "", 1)


def test_without_a_consent() -> None:
    with pytest.raises(FetchError) as error:
        connecting.token_of(None)()
    assert error.value.key == "consent"


@pytest.mark.django_db
def test_a_consent_that_is_gone(server: ImapServer) -> None:
    assert try_source(fields(server, grant_id=4711)).key == "consent"


@pytest.mark.parametrize("key", sorted(FAILURES))
def test_each_failure_has_a_sentence_and_a_cure(key: str) -> None:
    said = FAILURES[key]
    assert isinstance(said.title, Promise) and isinstance(said.cure, Promise)
    assert str(said.title).endswith(".") and str(said.cure).endswith(".")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_of_ours_is_told_apart_from_a_server_that_hung_up(number: int) -> None:
    with pytest.raises(FetchError) as error, told():
        raise OSError(number, "no room")
    assert error.value.key == "disk_full"


def test_interrupting_wakes_who_waits(server: ImapServer) -> None:
    way = connecting.Way("imap", "127.0.0.1", server.port, "none", "me", "secret")
    client = connecting.imap(way)
    client.idle()
    ended = threading.Event()

    def wait() -> None:
        try:
            client._imap.readline()
        finally:
            ended.set()

    threading.Thread(target=wait, daemon=True).start()
    connecting.interrupt(client.socket())
    assert ended.wait(10)


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
