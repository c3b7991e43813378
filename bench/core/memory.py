"""Memory of the whole process tree (PSS): at rest after some work, and with the live streams of 200 agents."""

import socket
import time
from collections.abc import Iterator

from bench.asking import Order, ask
from bench.desk import pss_mib, tree
from bench.figures import Measure, Row
from bench.workspaces import Bench

AGENTS, REST_S = 200, 5.0


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """Each page of the table is asked for first: nobody rests who has not worked."""
    cookies = bench.large.inside.do("cookies_of_agents", number=AGENTS)
    pages = ["/inbox/todo/", bench.ticket, f"/inbox/all/?q={bench.words}"]
    bench.large.facts()
    with bench.large.desk.served() as process:
        port = bench.large.desk.port
        ask(Order(port, pages, bench.cookie, connections=4, requests=300))
        time.sleep(REST_S)
        yield "memory_rest.mib", pss_mib(tree(process)), None
        lines = [_listen(port, cookie) for cookie in cookies]
        ask(Order(port, pages, bench.cookie, connections=4, requests=300))
        time.sleep(REST_S)
        yield "memory_200_live.mib", pss_mib(tree(process)), None
        for line in lines:
            line.close()


def _listen(port: int, cookie: str) -> socket.socket:
    """An open stream whose first words have come."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.sendall(f"GET /live/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
    heard = b""
    while b"retry" not in heard:
        piece = line.recv(4096)
        if not piece or (heard and b" 200 " not in heard):
            raise RuntimeError(f"no stream: {heard!r}")
        heard += piece
    return line


MEASURE = Measure(
    (
        Row("memory_rest.mib", "MiB", 250, "whole process tree (PSS), at rest"),
        Row("memory_200_live.mib", "MiB", 350, "the same with 200 agents' live streams"),
    ),
    run,
)
