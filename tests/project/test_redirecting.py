"""The plain door: every path leads to the same one under https, and nothing else is done there."""

import asyncio
import socket

import pytest

from accord.project.redirecting import redirect

BASE = "https://desk.example.com"


def said(*requests: bytes) -> list[bytes]:
    """What the door answers to each."""

    def ask(port: int, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            got = b""
            while piece := client.recv(4096):
                got += piece
            return got

    async def run() -> list[bytes]:
        server = await redirect(BASE, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            return [await asyncio.to_thread(ask, port, request) for request in requests]
        finally:
            server.close()

    return asyncio.run(run())


def test_a_path_is_kept_and_the_host_is_ours() -> None:
    (answer,) = said(b"GET /my/answer/x:y/?lang=bg HTTP/1.1\r\nHost: evil.example.org\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 301 ")
    assert b"\r\nLocation: https://desk.example.com/my/answer/x:y/?lang=bg\r\n" in answer


def test_a_form_keeps_its_method() -> None:
    (answer,) = said(b"POST /my/ HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b")
    assert answer.startswith(b"HTTP/1.1 308 ")


@pytest.mark.parametrize(
    "nonsense",
    [b"GET http://evil.example.org/ HTTP/1.1\r\n\r\n", b"GET /a\rb HTTP/1.1\r\n\r\n", b"\x16\x03\x01\r\n", b"HI\r\n"],
)
def test_nonsense_is_refused(nonsense: bytes) -> None:
    (answer,) = said(nonsense)
    assert answer.startswith(b"HTTP/1.1 400 ") and b"Location" not in answer


def test_who_says_too_much_or_nothing_gets_no_answer() -> None:
    assert said(b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", b"") == [b"", said(b"")[0]]
