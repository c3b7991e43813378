"""A mail client in a process of its own: hands mails over by SMTP on several connections, 20 mails on each.

`python -m bench.mailing` reads one JSON order from standard input and writes how many seconds it took.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench import mails

ROOT = Path(__file__).parents[1]
A_CONNECTION = 20


def send(port: int, recipient: str, number: int, run: str, connections: int = 8) -> float:
    """Let another process hand over so many mails; how many were acknowledged in a second."""
    order = {"port": port, "recipient": recipient, "number": number, "run": run, "connections": connections}
    done = subprocess.run(
        [sys.executable, "-m", "bench.mailing"],
        cwd=ROOT,
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return number / float(done.stdout)


def main() -> None:
    """Carry out the order of standard input: all mails are made first."""
    order: dict[str, Any] = json.load(sys.stdin)
    recipient, run = order["recipient"], order["run"]
    waiting = iter([mails.mail(number, recipient, run) for number in range(order["number"])])
    lock = threading.Lock()
    failures: list[Exception] = []

    def work() -> None:
        try:
            while batch := _next(waiting, lock):
                _hand_over(order["port"], recipient, batch)
        except Exception as error:  # noqa: BLE001  (the benchmark ends with it)
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(order["connections"])]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failures:
        raise failures[0]
    print(time.perf_counter() - began)


def _next(waiting: Iterator[bytes], lock: threading.Lock) -> list[bytes]:
    with lock:
        return list(islice(waiting, A_CONNECTION))


def _hand_over(port: int, recipient: str, batch: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = line.makefile("rb")
        _expect(answers, b"220")
        _say(line, answers, b"EHLO bench.example.org\r\n", b"250")
        for raw in batch:
            _say(line, answers, b"MAIL FROM:<customer@example.org>\r\n", b"250")
            _say(line, answers, f"RCPT TO:<{recipient}>\r\n".encode(), b"250")
            _say(line, answers, b"DATA\r\n", b"354")
            _say(line, answers, raw + b".\r\n", b"250")
        _say(line, answers, b"QUIT\r\n", b"221")


def _say(line: socket.socket, answers: Any, words: bytes, wanted: bytes) -> None:
    line.sendall(words)
    _expect(answers, wanted)


def _expect(answers: Any, wanted: bytes) -> None:
    while True:
        answer = answers.readline()
        if not answer.startswith(wanted):
            raise RuntimeError(f"the server said {answer!r}")
        if answer[3:4] != b"-":
            return


if __name__ == "__main__":
    main()
