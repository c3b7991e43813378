"""The customers' side of the mail: a server that takes what the desk sends, and one that brings what they write."""

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

AT_ONCE = 6
PAUSE_S = 0.3
UNKNOWN = "nobody-"  # addresses that begin so are refused: those customers have moved away

Taken = Callable[[str, EmailMessage], None]


@dataclass
class Letterbox:
    """Takes the desk's mail: each goes to `taken` (in the server's thread) and is counted by its Message-ID."""

    taken: Taken = lambda address, mail: None
    copies: dict[str, list[int]] = field(default_factory=dict)  # hashes of the bytes
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith(UNKNOWN):
            self.refused += 1
            return "550 5.1.1 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        mail = message_from_bytes(raw, policy=policy.default)
        with self.lock:
            self.copies.setdefault(str(mail["Message-ID"]), []).append(hash(raw))
        for address in envelope.rcpt_tos:
            self.taken(address, mail)
        return "250 OK"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    """A letterbox that is open, and its port."""
    made = Letterbox()
    controller = _AnyPort(made, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield made, controller.port
    finally:
        controller.stop()


class Carrier:
    """Brings mail to the desk as a mail server does: again and again, until the desk has said that it has it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._places = asyncio.Semaphore(AT_ONCE)
        self.waiting = 0
        self.acknowledged: dict[str, int] = {}  # by Message-ID without < >
        self.automatic: set[str] = set()  # those that a program wrote

    async def bring(self, mail: EmailMessage, to: str) -> None:
        """Returns when the desk has acknowledged it."""
        sender, raw = str(mail["From"]), mail.as_bytes(policy=policy.SMTP)
        self.waiting += 1
        try:
            async with self._places:
                while not await asyncio.to_thread(self._once, sender, to, raw):
                    await asyncio.sleep(PAUSE_S)
        finally:
            self.waiting -= 1
        name = str(mail["Message-ID"]).strip("<> ")
        if mail["Auto-Submitted"]:
            self.automatic.add(name)
        self.acknowledged[name] = self.acknowledged.get(name, 0) + 1

    def _once(self, sender: str, to: str, raw: bytes) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, "mx.example.org", timeout=30) as client:
                client.sendmail(sender, [to], raw)
        except (OSError, smtplib.SMTPException):
            return False
        return True
