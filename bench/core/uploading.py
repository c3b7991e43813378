"""What 100 slow uploads cost somebody else: his inbox's p95 with them and without."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench.asking import Order, ask
from bench.figures import Measure, Row, median, percentile
from bench.workspaces import Bench

UPLOADS, SIZE, PIECE, PAUSE_S = 100, 5_000_000, b"x" * 1000, 0.1
RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """By turns without and with them, five times."""
    cookie, path = bench.cookie, f"{bench.ticket}files/"
    added = []
    with bench.served() as desk:
        order = Order(desk.port, ["/inbox/todo/"], cookie, warm=40, requests=300)
        for _ in range(RUNS):
            alone = percentile(ask(order).ms, 0.95)
            with slow_uploads(desk.port, path, cookie):
                added.append(percentile(ask(order).ms, 0.95) - alone)
    yield "upload.stall_ms", median(added), None


@contextmanager
def slow_uploads(port: int, path: str, cookie: str) -> Iterator[None]:
    """Inside the block 100 forms with a file come in, 10 KB a second each, none of them ever whole."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {SIZE}\r\n\r\n--b\r\n"
        'Content-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    ).encode()
    lines = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(UPLOADS)]
    over = threading.Event()

    def trickle() -> None:
        with selectors.DefaultSelector() as ready:
            for line in lines:
                line.sendall(head)
                ready.register(line, selectors.EVENT_WRITE)
            while not over.wait(PAUSE_S):
                for key, _events in ready.select(0):
                    key.fileobj.send(PIECE)  # type: ignore[union-attr]

    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for line in lines:
            line.close()


MEASURE = Measure(
    (Row("upload.stall_ms", "ms", 20, "what 100 slow uploads add to another agent's inbox, p95"),), run
)
