"""Asking clamd whether a mail carries a virus (its INSTREAM command)."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from accord.channels.email.screening.wishes import place_of

PORT = 3310
TIMEOUT_S = 20.0
PIECE = 1 << 16


class Unreachable(Exception):
    """clamd did not answer."""


class NotScanned(Exception):
    """clamd answers, but not on this: it is too large for it, or it could not be read. The words are its own."""


def scan(address: str, content: bytes) -> str:
    """The name of the virus, or "". Raises Unreachable, NotScanned."""
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            try:
                for at in range(0, len(content), PIECE):
                    piece = content[at : at + PIECE]
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it stops to listen where a stream is too large, and says so
            answer = _line(line)
    except (OSError, ValueError) as error:
        words = f"{type(error).__name__}: {error}"[:200]
        if answers(address):
            raise NotScanned(words) from error
        raise Unreachable(words) from error
    if answer.endswith("OK"):
        return ""
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip()[:120] or "?"
    if not answer and not answers(address):
        raise Unreachable("no answer")
    raise NotScanned(answer[:200])


def answers(address: str) -> bool:
    """Whether it is there at all."""
    try:
        with _connected(address) as line:
            line.sendall(b"zPING\0")
            return _line(line) == "PONG"
    except (OSError, ValueError):
        return False


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    if not address.strip().startswith("/"):
        with socket.create_connection(place_of(address, PORT), timeout=TIMEOUT_S) as line:
            yield line
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(TIMEOUT_S)
        line.connect(address.strip())
        yield line


def _line(line: socket.socket) -> str:
    """Its answer, which ends with a zero byte."""
    found = b""
    while not found.endswith(b"\0") and len(found) < 4096:
        piece = line.recv(4096)
        if not piece:
            break
        found += piece
    return found.rstrip(b"\0\n").decode("utf-8", "replace")
