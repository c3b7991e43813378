"""Reading a request's body before anybody works on it, so that a slow upload keeps no worker thread waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

IN_MEMORY_BYTES = 1 << 20
LIMIT_BYTES = 64 << 20
PATIENCE_S = 60.0


class BodyRefused(Exception):
    """The body was not taken; `status` is the HTTP answer, 0 when nobody is there to hear it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that lower-case name, empty when there is none."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""


def announced(scope: Scope) -> int | None:
    """How many bytes the client announced; None for a body of unknown length, 0 for no body.

    Raises BodyRefused (400) when Content-Length is no number.
    """
    length = header(scope, b"content-length")
    if length:
        if not length.isdigit():
            raise BodyRefused(400, "Content-Length is not a number.")
        return int(length)
    return None if header(scope, b"transfer-encoding") else 0


async def read_body(
    scope: Scope,
    receive: Receive,
    *,
    limit_bytes: int = LIMIT_BYTES,
    patience_s: float = PATIENCE_S,
) -> tuple[IO[bytes] | None, int]:
    """Read the whole body; give a file at its start (in memory up to 1 MB, else on disk) and its length.

    Raises BodyRefused: 413 above `limit_bytes`, 408 when `patience_s` seconds pass without a byte, 400 when
    less came than was announced, 0 when the client went away.
    """
    expected = announced(scope)
    if expected == 0:
        return None, 0
    if expected is not None and expected > limit_bytes:
        raise BodyRefused(413, "The request is too large.")
    body = BytesIO() if expected is not None and expected <= IN_MEMORY_BYTES else _spooled()
    length, more = 0, True
    try:
        while more and length != expected:  # what was announced is here: the end need not be waited for, too
            chunk, more = await _next(receive, patience_s)
            length += len(chunk)
            if length > limit_bytes:
                raise BodyRefused(413, "The request is too large.")
            body.write(chunk)
        if expected is not None and length != expected:
            raise BodyRefused(400, "The request ended early.")
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


def _spooled() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)


async def _next(receive: Receive, patience_s: float) -> tuple[bytes, bool]:
    """The next piece of the body, and whether more may come."""
    try:
        async with asyncio.timeout(patience_s):
            message = await receive()
    except TimeoutError:
        raise BodyRefused(408, "The request came too slowly.") from None
    if message["type"] != "http.request":
        raise BodyRefused(0, "The client went away.")
    return message.get("body", b""), message.get("more_body", False)
