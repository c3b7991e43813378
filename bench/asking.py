"""A closed-loop HTTP client in a process of its own: raw sockets, kept open, each asks again when it has its answer.

`python -m bench.asking` reads one JSON order from standard input and writes one JSON answer. One thread serves all
connections, so that asking takes little of the two cores on which the server runs, too.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Order:
    """What to ask: `paths` by turns, on so many connections at once. `{n}` in the body becomes a running number.

    `each_headers`: headers by turns, as of so many people.
    """

    port: int
    paths: list[str]
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    each_headers: list[dict[str, str]] = field(default_factory=list)
    body: str = ""
    connections: int = 1
    warm: int = 20
    requests: int = 300
    expect: str = ""


@dataclass(frozen=True)
class Answers:
    """Milliseconds of each answer, and seconds for all of them."""

    ms: list[float]
    seconds: float

    @property
    def per_s(self) -> float:
        return len(self.ms) / self.seconds


class WrongAnswer(Exception):
    """The server gave something else than a good answer."""


def ask(order: Order) -> Answers:
    """Let another process ask. Raises WrongAnswer."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.asking"],
        cwd=ROOT,
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise WrongAnswer(
            done.stderr.strip().splitlines()[-1] if done.stderr else f"exit code {done.returncode}"
        )
    return Answers(**json.loads(done.stdout))


class Connection:
    """One kept-alive connection and the answer that it is waiting for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._kept: list[bytes] = []
        self._missing = -1  # bytes of the answer that are still to come; -1 while its head is not whole

    def send(self, request: bytes) -> None:
        self._kept, self._missing = [], -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The whole answer once it is there. Raises WrongAnswer when the server hangs up."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise WrongAnswer("the server hung up")
        self._kept.append(piece)
        if self._missing < 0:
            whole = b"".join(self._kept)
            end = whole.find(b"\r\n\r\n")
            if end < 0:
                return None
            self._missing = _length(whole[:end]) - (len(whole) - end - 4)
        else:
            self._missing -= len(piece)
        return b"".join(self._kept) if self._missing <= 0 else None


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise WrongAnswer("an answer without its length")


def requests_of(order: Order) -> Sequence[bytes]:
    """The bytes of one request for each path and each set of headers; the body's number stays as {n}."""
    return [head for own in order.each_headers or [{}] for head in _heads(order, own)]


def _heads(order: Order, own: Mapping[str, str]) -> list[bytes]:
    given: Mapping[str, str] = {
        "Host": f"127.0.0.1:{order.port}",
        "User-Agent": "accord-bench",
        "Accept-Language": "en",
        **({"Cookie": order.cookie} if order.cookie else {}),
        **order.headers,
        **own,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    method = "POST" if order.body else "GET"
    return [f"{method} {path} HTTP/1.1\r\n{head}".encode() for path in order.paths]


def main() -> None:
    """Carry out the order of standard input."""
    order = Order(**json.load(sys.stdin))
    heads, numbers = cycle(requests_of(order)), iter(range(int(time.time() * 1000) % 10**9, 2 * 10**9))

    def request() -> bytes:
        if not order.body:
            return next(heads) + b"\r\n"
        body = order.body.replace("{n}", str(next(numbers))).encode()
        return next(heads) + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    open_ones = [Connection(order.port) for _ in range(order.connections)]
    _round(open_ones[:1], request, order.warm, order.expect.encode())
    began = time.perf_counter()
    ms = _round(open_ones, request, order.requests, order.expect.encode())
    json.dump({"ms": ms, "seconds": time.perf_counter() - began}, sys.stdout)


def _round(
    open_ones: Sequence[Connection], request: Callable[[], bytes], number: int, expect: bytes
) -> list[float]:
    """Ask so many times over all connections; gives how long each answer took."""
    asked, ms = 0, list[float]()
    with selectors.DefaultSelector() as ready:
        for each in open_ones[:number]:
            ready.register(each.socket, selectors.EVENT_READ, each)
            each.send(request())
            asked += 1
        while len(ms) < number:
            for key, _events in ready.select():
                each = key.data
                answer = each.receive()
                if answer is None:
                    continue
                ms.append(1000 * (time.perf_counter() - each.began))
                if answer[9:10] != b"2" or expect not in answer:
                    raise WrongAnswer(f"{answer[:15]!r}, {len(answer)} bytes")
                if asked < number:
                    each.send(request())
                    asked += 1
    return ms


if __name__ == "__main__":
    main()
