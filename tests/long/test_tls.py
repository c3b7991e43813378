"""TLS of the desk as it is served: pages by https, mail by STARTTLS, and a certificate that is renewed meanwhile."""

import http.client
import os
import signal
import smtplib
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.core.certificates import CertificateFiles
from tests.certificates import certificate
from tests.running import SUPPORT, Desk, desk, eventually, free_port

pytestmark = [pytest.mark.long, pytest.mark.service]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Desk, CertificateFiles, int]]:
    files, plain = certificate(tmp_path), free_port()
    with desk(tmp_path / "data") as made:
        del made.environment["ACCORD_BASE_URL"]
        made.open()
        ports = ["--port", str(made.port), "--smtp-port", str(made.smtp_port), "--redirect-port", str(plain)]
        process = made.run("serve", *ports, "--certificate", str(files.certificate), "--key", str(files.key))
        assert process.stdout is not None
        assert f"https://127.0.0.1:{made.port}" in process.stdout.readline(), made.said.read_text()
        made.served = process
        yield made, files, plain


def get(port: int, files: CertificateFiles) -> tuple[int, dict[str, str]]:
    context = ssl.create_default_context(cafile=str(files.certificate))
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
    try:
        connection.request("GET", "/sign-in/")
        answer = connection.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())
    finally:
        connection.close()


def redirected(port: int) -> tuple[int, str]:
    """Status and Location of what the plain door says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/my/?x=1")
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"]
    finally:
        connection.close()


def shown(port: int) -> bytes:
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port), timeout=30))


def test_pages_by_https_and_mail_by_starttls(served: tuple[Desk, CertificateFiles, int]) -> None:
    made, files, plain = served
    status, headers = get(made.port, files)
    assert status == 200 and headers["strict-transport-security"] == "max-age=31536000"
    cookie = headers["set-cookie"].lower()
    assert "accord_csrf" in cookie and "secure" in cookie and "httponly" not in cookie.split("accord_csrf")[0]
    assert redirected(plain) == (301, f"https://127.0.0.1:{made.port}/my/?x=1")
    with smtplib.SMTP("127.0.0.1", made.smtp_port, "mx.example.org", timeout=30) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(files.certificate)))
        client.sendmail("hannah@example.com", [SUPPORT], b"From: hannah@example.com\r\nSubject: Hi\r\n\r\nHello?\r\n")
    with pytest.raises(ssl.SSLError):
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        http.client.HTTPSConnection("127.0.0.1", made.port, timeout=30, context=old).request("GET", "/")


def test_a_renewed_certificate_is_taken_and_somebody_answers_all_the_time(
    served: tuple[Desk, CertificateFiles, int], tmp_path: Path
) -> None:
    made, files, plain = served
    old, renewed = files.der(), certificate(tmp_path, name="renewed")
    failures: list[str] = []
    stop = threading.Event()

    def visit() -> None:
        context = ssl._create_unverified_context()
        while not stop.is_set():
            connection = http.client.HTTPSConnection("127.0.0.1", made.port, timeout=30, context=context)
            try:
                connection.request("GET", "/static/accord.css")
                if connection.getresponse().status != 200:
                    failures.append("status")
            except (OSError, http.client.HTTPException) as problem:
                failures.append(repr(problem))
            finally:
                connection.close()
            time.sleep(0.02)

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        assert shown(made.port) == old
        os.replace(renewed.certificate, files.certificate)
        os.replace(renewed.key, files.key)
        eventually(lambda: all(shown(made.port) == files.der() for _ in range(20)), patience_s=90)
        assert made.served is not None and made.served.poll() is None
    finally:
        stop.set()
        visitor.join()
    assert redirected(plain)[0] == 301  # that door was handed on, too
    assert len(failures) <= 1, failures  # a connection may wait in the old process's queue when that ends
    assert made.served is not None and made.end(made.served, signal.SIGTERM) == 0


def test_wrong_files_are_refused_at_the_start(tmp_path: Path) -> None:
    files, other = certificate(tmp_path), certificate(tmp_path, name="other")
    with desk(tmp_path / "data") as made:
        process = made.run("serve", "--certificate", str(files.certificate), "--key", str(other.key))
        assert process.wait(60) == 2
        assert "no certificate and its key" in made.said.read_text()
