"""Calling addresses that people typed in."""

import contextlib
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core import outgoing_http
from accord.core.outgoing_http import Failed, Refused
from tests.certificates import certificate


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://",
        "https://user:word@example.com/",
        "https://example.com:22/",
        "https://example.com:99999/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.7/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://example.com/a b",
        "https://example.com/\r\nHost: x",
        "https://example.com/щ",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_never_called(url: str) -> None:
    with pytest.raises(Refused):
        outgoing_http.check(url)


@pytest.mark.parametrize(
    "url", ["https://example.com/hook?x=1", "https://93.184.215.14/", "https://example.com:8443/"]
)
def test_what_may_be_called(url: str) -> None:
    outgoing_http.check(url)


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(host: str, port: int, **more: Any) -> list[Any]:
        both = [("93.184.215.14", port), ("127.0.0.1", port)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in both]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        outgoing_http.post("https://rebind.example.com/", b"", {})


def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*args: Any, **more: Any) -> list[Any]:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(Failed):
        outgoing_http.post("https://nowhere.example/", b"", {})


@pytest.mark.parametrize("more", [b"Content-Length: 5000\r\n", b"Connection: close\r\n"])
def test_an_answer_that_only_drips_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: bytes) -> None:
    files = certificate(tmp_path, "localhost")
    context = ssl.create_default_context(cafile=str(files.certificate))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def drip() -> None:
            raw, _peer = door.accept()
            with contextlib.suppress(OSError), server.wrap_socket(raw, server_side=True) as line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 200 OK\r\n" + more + b"\r\n")
                while not over.wait(0.02):
                    line.sendall(b"x")

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        monkeypatch.setattr(outgoing_http, "PORTS", {door.getsockname()[1]})
        monkeypatch.setattr(outgoing_http, "_public_address", lambda host, port: "127.0.0.1")
        monkeypatch.setattr(outgoing_http, "WHOLE_S", 0.3)
        with pytest.raises(Failed):
            outgoing_http.call("GET", f"https://localhost:{door.getsockname()[1]}/", b"", {}, context=context)
        over.set()
        dripping.join(10)


@given(st.text(max_size=60))
def test_any_text_is_checked_or_refused(text: str) -> None:
    try:
        outgoing_http.check(text)
    except Refused:
        pass
    else:
        assert text.lower().startswith("https://")
