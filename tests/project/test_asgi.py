"""The application behind a real granian: slow people keep nobody waiting, streams live and end."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SERVER = """
import asyncio, sys
from pathlib import Path
from accord.project.asgi import Application
from accord.project.web_process import Serving, listen

def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    if environ["PATH_INFO"] == "/file":
        return environ["wsgi.file_wrapper"](open(sys.argv[2], "rb"))
    if environ["PATH_INFO"] == "/many":
        return (b"m" * 65536 for _ in range(64))
    if environ["PATH_INFO"] == "/body":
        return [str(len(environ["wsgi.input"].read())).encode()]
    return [environ["PATH_INFO"].encode("latin-1")]

async def stream(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    try:
        while True:
            await send({"type": "http.response.body", "body": b": ping\\n\\n", "more_body": True})
            await asyncio.sleep(0.05)
    finally:
        print("stream ended", flush=True)

class Line:
    def ready(self): print("ready", flush=True)
    def when_cut(self, stop): pass

app = Application(handler=lambda: wsgi, live=lambda: stream, at_end=lambda: None)
sys.exit(asyncio.run(listen(app, Serving(port=int(sys.argv[1])), Line())))
"""


class Desk:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "download"
        self.file.write_bytes(b"d" * 5_000_000)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-c", SERVER, str(self.port), str(self.file)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.out = self.process.stdout
        assert self.out.readline() == "ready\n"

    def ask(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET" if body is None else "POST", path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def begin(self, head: str) -> socket.socket:
        """Send the head of a request and leave the rest open."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        line.sendall(f"{head}\r\nHost: desk\r\n".encode())
        return line

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.out.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def test_paths_bodies_files_and_streams_of_bytes(desk: Desk) -> None:
    assert desk.ask("/%D0%BF/a%20b%ff") == (200, "/п/a b".encode() + b"\xff")
    assert desk.ask("/body", b"x" * 3_000_000) == (200, b"3000000")
    assert desk.ask("/file") == (200, desk.file.read_bytes())
    assert desk.ask("/many") == (200, b"m" * 65536 * 64)
    assert desk.ask("/static/accord.css")[0] == 200
    assert desk.ask("/static/none")[0] == 404


def test_slow_uploads_and_slow_downloads_keep_no_thread(desk: Desk) -> None:
    uploads = [desk.begin("POST /body HTTP/1.1\r\nContent-Length: 10") for _ in range(40)]
    for upload in uploads:
        upload.sendall(b"\r\n12345")
    downloads = [desk.begin("GET /file HTTP/1.1\r\n".strip()) for _ in range(20)]
    downloads += [desk.begin("GET /many HTTP/1.1") for _ in range(20)]
    for download in downloads:
        download.sendall(b"\r\n")
        assert download.recv(1) == b"H", "it has begun, and is not read on"
    assert desk.ask("/quick") == (200, b"/quick")
    for upload in uploads:
        upload.sendall(b"67890")
        answer = upload.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
    for line in (*uploads, *downloads):
        line.close()
    assert desk.ask("/quick") == (200, b"/quick")


def test_streams_live_beside_requests_and_end_at_once_when_told(desk: Desk) -> None:
    streams = [desk.begin("GET /live/console HTTP/1.1") for _ in range(30)]
    for stream in streams:
        stream.sendall(b"\r\n")
        assert b"200 OK" in stream.recv(4096)
    assert desk.ask("/quick") == (200, b"/quick")
    began = time.monotonic()
    desk.process.send_signal(signal.SIGTERM)
    assert desk.process.wait(20) == 0
    assert time.monotonic() - began < 5, "the promise to a supervisor"
    assert desk.out.read().count("stream ended") == 30
    for stream in streams:
        stream.close()


def test_a_stream_ends_when_its_reader_leaves(desk: Desk) -> None:
    stream = desk.begin("GET /live/console HTTP/1.1")
    stream.sendall(b"\r\n")
    stream.recv(4096)
    stream.close()
    assert desk.out.readline() == "stream ended\n"
