"""Answers: made on a worker thread, sent by the event loop, so that a slow reader keeps no thread waiting."""

import asyncio
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from accord.project.receiving import Receive, Scope, Send

IN_MEMORY_BYTES = 1 << 20
PIECE_BYTES = 256 << 10

Headers = list[tuple[bytes, bytes]]
Handler = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="accord-files")


@dataclass(slots=True)
class Answer:
    """A finished answer: its body in memory, as an open file, or as the path of a file to send whole."""

    status: int
    headers: Headers
    body: bytes | IO[bytes] = b""
    path: str = ""


class FileBody:
    """What `wsgi.file_wrapper` makes of a FileResponse: it is handed on instead of being read."""

    def __init__(self, file: Any, block_bytes: int = PIECE_BYTES) -> None:
        self.file = file
        self.close = getattr(file, "close", lambda: None)


def plain(status: int, sentence: str = "") -> Answer:
    """A short answer in plain English for those who speak HTTP wrongly or come when we are full."""
    text = f"{status} {HTTPStatus(status).phrase}. {sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    if status in (400, 408, 413):
        headers.append((b"connection", b"close"))
    return Answer(status, headers, text)


def run(handler: Handler, environ: dict[str, Any]) -> Answer:
    """Let a WSGI application answer, wholly: what it streams is kept, above 1 MB on disk, and its end is called."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started[:] = [
            int(status[:3]),
            [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers],
        ]

    environ["wsgi.file_wrapper"] = FileBody
    result = handler(environ, start_response)
    try:
        if isinstance(result, FileBody):
            path = _whole_path(result.file)
            if path:
                return Answer(started[0], started[1], path=path)
            return Answer(started[0], started[1], _kept(iter(lambda: result.file.read(PIECE_BYTES), b"")))
        return Answer(started[0], started[1], _kept(result))
    finally:
        if hasattr(result, "close"):
            result.close()


def _whole_path(file: Any) -> str:
    """The path of an ordinary file that stands at its start and stays when it is closed, else nothing."""
    inner = getattr(file, "file", file)
    name = getattr(inner, "name", None)
    if hasattr(file, "delete") or not hasattr(inner, "fileno") or not isinstance(name, str):
        return ""
    return name if os.path.isabs(name) and os.path.isfile(name) and inner.tell() == 0 else ""


def _kept(pieces: Iterable[bytes]) -> bytes | IO[bytes]:
    """All pieces as bytes, or as a file on disk when they are many."""
    kept, size, file = list[bytes](), 0, None
    for piece in pieces:
        if file is not None:
            file.write(piece)
            continue
        kept.append(piece)
        size += len(piece)
        if size > IN_MEMORY_BYTES:
            file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 (closed once it is sent)
            file.writelines(kept)
    if file is None:
        return kept[0] if len(kept) == 1 else b"".join(kept)
    file.seek(0)
    return file


async def deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer, at the client's pace; stops without an error when the client has gone."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if scope["method"] == "HEAD" or answer.status in (204, 304):
        await send({"type": "http.response.body", "body": b""})
    elif answer.path and "http.response.pathsend" in (scope.get("extensions") or {}):
        await send({"type": "http.response.pathsend", "path": answer.path})
    elif answer.path:
        await _send_file(await asyncio.to_thread(open, answer.path, "rb"), receive, send)
    elif isinstance(answer.body, bytes):
        await send({"type": "http.response.body", "body": answer.body})
    else:
        await _send_file(answer.body, receive, send)


async def _send_file(file: IO[bytes], receive: Receive, send: Send) -> None:
    loop = asyncio.get_running_loop()
    gone = asyncio.ensure_future(departure(receive))
    try:
        while piece := await loop.run_in_executor(_readers, file.read, PIECE_BYTES):
            if gone.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        file.close()


async def departure(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
