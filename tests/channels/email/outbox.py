"""A real SMTP server that can be told to misbehave, and short ways to send and read our mails in tests."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from accord.channels.email.models import Mailbox, OutgoingMail
from accord.core import files
from accord.events.delivering import deliver
from accord.events.models import Delivery

Fault = Callable[[str], str | None]


@dataclass
class Taken:
    """One mail as the server took it."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class Sink:
    """Takes everything but what its faults answer. `at_rcpt` and `at_data` return an SMTP answer or None."""

    mails: list[Taken] = field(default_factory=list)
    connections: int = 0
    at_mail: Fault = lambda sender: None
    at_rcpt: Fault = lambda address: None
    at_data: Fault = lambda sender: None
    after_data: Fault = lambda sender: None  # the mail is taken, the answer not yet given
    hang_up_after_data: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    open: list[SMTP] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self.connections += 1
        self.open.append(server)
        return answers

    def hang_up(self) -> None:
        """Cut all lines, as a server does that is started anew."""
        for server in self.open:
            if server.transport is not None:
                server.loop.call_soon_threadsafe(server.transport.abort)  # type: ignore[attr-defined]
        time.sleep(0.1)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_mail(address)
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.at_rcpt(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.at_data(envelope.mail_from or "")
        if answer is not None:
            return answer
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        with self.lock:
            self.mails.append(Taken(envelope.mail_from or "", list(envelope.rcpt_tos), raw))
            if self.hang_up_after_data:
                self.hang_up_after_data -= 1
                server.transport.abort()  # type: ignore[union-attr]
        return self.after_data(envelope.mail_from or "") or "250 OK"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def smtp_server(
    password: str = "", *, tls: ssl.SSLContext | None = None, at_once: bool = False, utf8: bool = True
) -> Iterator[tuple[Sink, int]]:
    """A running sink and its port; with a password only who signs in may send. TLS `at_once` or by STARTTLS."""
    sink = Sink()
    more: dict[str, Any] = {"enable_SMTPUTF8": utf8}
    if tls is not None:
        more |= {"ssl_context": tls} if at_once else {"tls_context": tls, "require_starttls": True}
    if password:
        more |= {
            "authenticator": lambda *given: AuthResult(
                success=given[-1].password == password.encode(), handled=False
            ),
            "auth_required": True,
            "auth_require_tls": False,
        }
    controller = _AnyPort(sink, hostname="127.0.0.1", port=0, **more)
    controller.start()
    try:
        yield sink, controller.port
    finally:
        controller.stop()


def mailbox_at(port: int, department: Any, address: str = "support@example.com", **more: Any) -> Mailbox:
    """A mailbox of ours that sends by that port."""
    given = {"name": "Example Café", "smtp_host": "127.0.0.1", "smtp_security": "none", **more}
    return Mailbox.objects.create(address=address, department=department, smtp_port=port, **given)


def work(times: int = 3) -> None:
    """Carry out what is due now; what was put off is taken at once, too."""
    for _ in range(times):
        Delivery.objects.update(due_at="2020-01-01T00:00:00Z")
        deliver()


def written(**where: Any) -> EmailMessage:
    """The stored bytes of the only outgoing mail that fits."""
    row = OutgoingMail.objects.select_related("raw").get(**where)
    assert row.raw is not None
    return message_from_bytes(files.read(row.raw), policy=policy.default)


def both(mail: EmailMessage) -> tuple[str, str]:
    """(plain, HTML) of a mail, with plain line breaks."""
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and rich is not None
    return plain.get_content().replace("\r\n", "\n"), rich.get_content().replace("\r\n", "\n")
