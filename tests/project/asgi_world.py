"""A client's side of ASGI for tests: what it sends, when it leaves, what it got."""

import asyncio
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Client:
    """One request. `pieces` are the parts of its body; after them it waits, or is `gone`."""

    path: str = "/"
    method: str = "GET"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    query: bytes = b""
    gone: bool = False
    extensions: dict[str, Any] = field(default_factory=dict)
    got: list[dict[str, Any]] = field(default_factory=list)

    @property
    def scope(self) -> dict[str, Any]:
        return {
            "type": "http",
            "http_version": "1.1",
            "method": self.method,
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": self.query,
            "headers": self.headers,
            "server": ("desk.example.com", "8000"),
            "client": ("192.0.2.7", 50000),
            "scheme": "http",
            "root_path": "",
            "extensions": self.extensions,
        }

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            piece = self.pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self.pieces) or self.gone}
        if not self.gone:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.got.append(message)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.got[1:])

    @property
    def answer_headers(self) -> dict[bytes, bytes]:
        return dict(self.got[0]["headers"])
