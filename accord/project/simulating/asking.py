"""Asking the desk by HTTP as browsers and programs do: on lines that are kept open, and until there is an answer."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PAUSE_S = 0.3
PATIENCE_S = 60.0
AGAIN = frozenset({429, 503})  # the desk asks for patience


class Unreachable(Exception):
    """Nobody answers there, or the line was cut before the answer was whole."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One connection of one person, opened anew when it was cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """One request. Raises Unreachable."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._ask(method, path, headers, body)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            self.close()
            raise Unreachable(f"{method} {path}: {error!r}") from None

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = dict(_parts(line) for line in head[1:] if line)
        answer = Answer(int(head[0].split()[1]), found, await _body(reader, found))
        if found.get("connection", "").lower() == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _parts(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    found = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        found += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return found


@dataclass
class Waits:
    """How long the desk took to answer, in seconds of ours; and who asks right now, since when."""

    took_s: list[float] = field(default_factory=list)
    open: dict[int, float] = field(default_factory=dict)
    cut: int = 0  # requests of which nobody knew whether they were done

    @property
    def oldest_s(self) -> float:
        """How long the one who waits longest has waited."""
        return time.monotonic() - min(self.open.values()) if self.open else 0.0


class Program:
    """Somebody with a token. What was cut off is asked again under the same key, until there is an answer."""

    def __init__(self, port: int, token: str, waits: Waits) -> None:
        self._line, self._waits = Line(port), waits
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def ask(self, method: str, path: str, body: Any = None, key: str = "") -> Answer:
        """One request of the API, answered for sure; each POST needs a key."""
        headers = {**self._headers, "Idempotency-Key": key} if key else self._headers
        raw = b"" if body is None else json.dumps(body).encode()
        while True:
            began = time.monotonic()
            self._waits.open[id(self)] = began
            try:
                answer = await self._line.ask(method, f"/api/v1{path}", headers, raw)
            except Unreachable:
                self._waits.cut += 1
                await asyncio.sleep(PAUSE_S)
                continue
            finally:
                self._waits.open.pop(id(self), None)
            self._waits.took_s.append(time.monotonic() - began)
            if answer.status in AGAIN or (
                answer.status == 409 and answer.json().get("key") == "still_running"
            ):
                await asyncio.sleep(PAUSE_S)
                continue
            return answer

    def close(self) -> None:
        self._line.close()
