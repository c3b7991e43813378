"""Mail taken in within TLS: by STARTTLS at the SMTP and LMTP doors, and from the first byte on."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.channels.email import listening
from accord.channels.email.listening import Addresses, Listening, serve
from accord.channels.email.spool import Spool
from accord.core import certificates
from accord.core.certificates import CertificateFiles
from tests.certificates import certificate
from tests.channels.email.listener import MAIL, MAILBOX, Listener, open_desk
from tests.channels.email.listener import listening as listener


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    return certificate(tmp_path)


@pytest.fixture
def desk(tmp_path: Path, files: CertificateFiles) -> Iterator[Listener]:
    open_desk(tmp_path)
    more = ["--smtps-port", "0", "--certificate", str(files.certificate), "--key", str(files.key)]
    with listener(tmp_path, *more) as found:
        yield found


def trusting(files: CertificateFiles) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(files.certificate))


def test_a_mail_comes_within_tls_by_each_door(tmp_path: Path, files: CertificateFiles, desk: Listener) -> None:
    with desk.smtp() as client:
        assert client.has_extn("starttls")
        client.starttls(context=trusting(files))
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("ann@example.org", [MAILBOX], MAIL)
    with desk.lmtp() as client:
        client.starttls(context=trusting(files))
        client.ehlo("mx.example.org")
        client.sendmail("ann@example.org", [MAILBOX], MAIL)
    with smtplib.SMTP_SSL("localhost", desk.smtps_port, timeout=30, context=trusting(files)) as client:
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("ann@example.org", [MAILBOX], MAIL)
    records = Spool(tmp_path).pending(limit=10)
    assert [record.raw for record in records] == [MAIL] * 3
    assert [record.protocol for record in records] == ["smtp", "lmtp", "smtp"]


def test_what_was_said_before_tls_counts_no_more(tmp_path: Path, files: CertificateFiles, desk: Listener) -> None:
    with desk.smtp() as client:
        client.mail("mallory@example.org")
        client.rcpt(MAILBOX)
        client.starttls(context=trusting(files))
        assert client.docmd("DATA")[0] == 503
        client.ehlo()
        assert client.docmd("DATA")[0] == 503
    assert Spool(tmp_path).pending(limit=10) == []


def test_commands_slipped_in_before_the_handshake_are_dropped(desk: Listener, files: CertificateFiles) -> None:
    with socket.create_connection(("localhost", desk.port), timeout=30) as raw:
        raw.sendall(b"EHLO mx.example.org\r\nSTARTTLS\r\nVRFY\r\nNONSENSE\r\n")
        said = b""
        while b"220 Ready" not in said:
            said += raw.recv(1)
        while not said.endswith(b"\r\n"):
            said += raw.recv(1)
        with trusting(files).wrap_socket(raw, server_hostname="localhost") as within:
            within.sendall(b"NOOP\r\n")
            assert within.recv(1000).startswith(b"250")


def test_a_large_mail_within_tls(tmp_path: Path, files: CertificateFiles, desk: Listener) -> None:
    large = MAIL + b"x" * 998 * 3000 + b"\r\n"
    with desk.smtp() as client:
        client.starttls(context=trusting(files))
        client.sendmail("ann@example.org", [MAILBOX], large)
    assert [record.size for record in Spool(tmp_path).pending(limit=10)] == [len(large)]


def test_without_a_certificate_nothing_is_offered(tmp_path: Path) -> None:
    open_desk(tmp_path)
    with listener(tmp_path) as plain, plain.smtp() as client:
        assert not client.has_extn("starttls")
        assert client.docmd("STARTTLS")[0] == 454


def test_failed_handshakes_leave_nothing_open(tmp_path: Path, files: CertificateFiles) -> None:
    open_desk(tmp_path)

    async def knock(port: int, then: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        writer.write(b"STARTTLS\r\n")
        while not (await reader.readline()).startswith(b"220 Ready"):
            pass
        writer.write(then)
        await writer.drain()
        writer.write_eof() if then else writer.close()
        await asyncio.wait_for(reader.read(), 30)
        writer.close()

    async def run(monkeypatch: pytest.MonkeyPatch) -> int:
        opened: asyncio.Future[Addresses] = asyncio.get_running_loop().create_future()
        seen: list[listening.Intake] = []
        monkeypatch.setattr(listening, "Intake", lambda *a, **k: seen.append(made := intake(*a, **k)) or made)
        task = asyncio.create_task(serve(Listening(tmp_path, smtp_port=0, tls=files), opened.set_result))
        port = (await opened).smtp_port or 0
        for then in (b"", b"no handshake at all\r\n", b"\x16\x03\x01"):
            await knock(port, then)
        for _ in range(200):
            if not seen[0].open:
                break
            await asyncio.sleep(0.02)
        left = len(seen[0].open) + seen[0].connections.total()
        task.cancel()
        await asyncio.wait({task})
        return left

    intake = listening.Intake
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert asyncio.run(run(monkeypatch)) == 0


def test_a_renewed_certificate_is_used_without_a_restart(
    tmp_path: Path, files: CertificateFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk(tmp_path)
    renewed = certificate(tmp_path, name="renewed")
    monkeypatch.setattr(certificates.changed, "__defaults__", (0.01,))

    def shown(port: int) -> bytes | None:
        with smtplib.SMTP("localhost", port, timeout=30) as client:
            client.starttls(context=ssl._create_unverified_context())
            assert isinstance(client.sock, ssl.SSLSocket)
            return client.sock.getpeercert(binary_form=True)

    async def run() -> None:
        opened: asyncio.Future[Addresses] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(serve(Listening(tmp_path, smtp_port=0, tls=files), opened.set_result))
        port = (await opened).smtp_port or 0
        assert await asyncio.to_thread(shown, port) == files.der()
        files.certificate.write_bytes(renewed.certificate.read_bytes())
        files.key.write_bytes(renewed.key.read_bytes())
        for _ in range(500):
            if await asyncio.to_thread(shown, port) == renewed.der():
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError("the renewed certificate was never shown")
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(run())
