"""One SMTP or LMTP conversation: only mails for our own addresses, acknowledged only once they are durable.

Built on aiosmtpd, which as it comes refuses lines over 1,001 bytes, keeps bodies in memory and answers LMTP
once for all recipients.
"""

import asyncio
import contextlib
import logging
import re
from collections import defaultdict
from typing import Any

from aiosmtpd.smtp import SMTP, TLSSetupException, syntax

from accord.channels.email import receiving
from accord.channels.email.reception import Handler, Intake
from accord.channels.email.recipients import NotReady, Settings
from accord.channels.email.spool import Body, Envelope, SpoolFull
from accord.core import clock

log = logging.getLogger("accord.mail_in")

_BUFFER_BYTES = 1 << 16
_COMMAND_BYTES = 2048
_REFUSALS_TOLD = 20
_GIVE_UP_FACTOR = 4
# <local@domain>, also without the brackets, with a source route (RFC 5321 appendix C) or a quoted local part.
_PATH = re.compile(
    r"""\s* (?: < (?:@[^:>]*:)? ((?:"(?:[^"\\]|\\.)*" | [^<>"\s])*) > | ([^<>\s]+) ) (?:\s+(.*))? \s*\Z""",
    re.VERBOSE | re.DOTALL,
)

FULL = "451 4.3.1 Cannot store mail now, please try again later"
TOO_LARGE = "552 5.3.4 This mail is larger than {limit} bytes"


class Conversation(SMTP):
    """SMTP, with mails of any line length spooled as they come in."""

    line_length_limit = _BUFFER_BYTES  # what the stream reader buffers before it takes a piece out
    command_size_limit = _COMMAND_BYTES
    protocol = "smtp"

    def __init__(self, intake: Intake, *, wrapped: bool = False) -> None:
        """`wrapped`: TLS from the first byte on, so that STARTTLS is not offered within."""
        # aiosmtpd keeps these on the class, where one connection would change them for another.
        self.command_size_limits = defaultdict(lambda: _COMMAND_BYTES)
        self._intake = intake
        self._host, self._wrapped = "", wrapped
        self._taking = self._leaving = False
        settings = self._settings()
        super().__init__(
            Handler(intake),
            data_size_limit=settings.max_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="Accord",
            timeout=intake.idle_seconds,
            loop=asyncio.get_running_loop(),
            tls_context=None if wrapped else intake.tls,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is not None:  # the same client, behind TLS by now
            self.transport = transport  # aiosmtpd takes a connection without one for a new one
            super().connection_made(transport)
            return
        name = transport.get_extra_info("peername")
        self._host = str(name[0]) if isinstance(name, tuple) else "local"
        open_ones = self._intake.connections
        open_ones[self._host] += 1
        self._intake.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        open_ones = self._intake.connections
        open_ones[self._host] -= 1
        if open_ones[self._host] <= 0:
            del open_ones[self._host]
        self._intake.open.discard(self)
        super().connection_lost(error)

    def eof_received(self) -> bool:
        """The client says nothing more, but waits for our answers: exim ends its side with a mail's last line."""
        self._reader.feed_eof()
        return not self._wrapped and self.session is not None and self.session.ssl is None

    async def handle_exception(self, error: Exception) -> str:
        if not isinstance(error, asyncio.IncompleteReadError):
            return str(await super().handle_exception(error))
        self._writer.close()  # the client had said all that it would
        self.transport = None
        return ""

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str) -> None:
        with contextlib.suppress(TLSSetupException):
            await super().smtp_STARTTLS(arg)
        if self._original_transport is not None and self.session is not None and self.session.ssl is None:
            self.connection_lost(None)  # the handshake failed, and asyncio tells nobody

    async def _handle_client(self) -> None:
        open_ones = self._intake.connections
        if open_ones[self._host] > self._intake.per_peer or open_ones.total() > self._intake.in_all:
            await self.push("421 4.7.0 Too many connections, please try again later")
            self._writer.close()
            return
        await super()._handle_client()

    def _settings(self) -> Settings:
        try:
            return self._intake.recipients.settings()
        except NotReady:
            return Settings(())

    def leave(self) -> None:
        """Hang up: at once, or after the mail that is coming in was answered."""
        self._leaving = True
        if not self._taking:
            self._writer.write(b"421 4.3.2 Closing down, please come again later\r\n")
            self._writer.close()

    async def push(self, status: str | bytes) -> None:
        if not status:
            return
        if isinstance(status, str):
            status = status.encode("utf-8", "replace")
        await super().push(status)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Address and parameters of a MAIL or RCPT argument, "<>" for the null sender, None for nonsense."""
        found = _PATH.match(arg)
        if found is None:
            return None, None
        address = found[1] if found[1] is not None else found[2]
        return address or "<>", found[3] or ""

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        self.data_size_limit = self._settings().max_bytes  # it may have changed since the greeting
        declared = re.search(r"\sSIZE=(\d{1,20})(?:\s|\Z)", arg or "", re.I)
        greeted = self.session is not None and self.session.host_name
        if greeted and declared and int(declared[1]) > self.data_size_limit:
            address, _ = self._getaddr(re.sub(r"\A\s*FROM:", "", arg or "", flags=re.I))
            await self._tell_refusal(address or "", int(declared[1]))
        await super().smtp_MAIL(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        self._taking = True
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        status = await self._take_mail()
        count = len(self.envelope.rcpt_tos)
        self.envelope = self._create_envelope()
        await self._answer(status, count)
        self._taking = False
        if self._leaving:
            self.leave()

    async def _answer(self, status: str, recipients: int) -> None:
        """SMTP answers once for all recipients."""
        await self.push(status)

    async def _take_mail(self) -> str:
        """Read the mail, store it, and give the answer to send."""
        body = Body(self._intake.folder)
        try:
            with contextlib.ExitStack() as ours:
                ours.callback(body.close)
                refused = await self._read_into(body)
                if refused:
                    return refused
                stored = self._intake.committer.submit(self._envelope("mail", body.size), body)
                ours.pop_all()  # now the committer closes it, also when this client goes away meanwhile
            spool_id = await asyncio.wrap_future(stored)
        except SpoolFull as error:
            log.error("the spool cannot be written: %s", error)
            return FULL
        return f"250 2.0.0 Stored as {spool_id}"

    async def _read_into(self, body: Body) -> str:
        """Take in all that comes. Gives the refusal when it was too much or could not be kept, else ""."""
        limit = self._settings().max_bytes
        size, full = 0, False
        async for chunk in receiving.content(self._reader):
            self._reset_timeout()
            size += len(chunk)
            if full or size > limit:
                body.close()
                if size > _GIVE_UP_FACTOR * limit:
                    self._writer.close()
                    break
                continue
            try:
                body.write(chunk)
            except OSError as error:
                log.error("a large mail cannot be kept: %s", error)
                full = True
        if size > limit:
            await self._tell_refusal(self._sender(), size)
            return TOO_LARGE.format(limit=limit)
        return FULL if full else ""

    def _sender(self) -> str:
        sender = self.envelope.mail_from if self.envelope else None
        return "" if sender in (None, "<>") else str(sender)

    def _envelope(self, kind: str, size: int, sender: str | None = None) -> Envelope:
        assert self.envelope is not None and self.session is not None
        return Envelope(
            received_at=clock.now(),
            peer=self._host,
            sender=self._sender() if sender is None else sender,
            recipients=tuple(dict.fromkeys(self.envelope.rcpt_tos)),
            protocol=self.protocol,
            kind=kind,
            helo=self.session.host_name or "",
            size=size,
        )

    async def _tell_refusal(self, sender: str, size: int) -> None:
        """Let the ledger show a mail that was too large; for one peer as often as a person would read it."""
        told = self._intake.refusals
        told[self._host] += 1
        log.warning("refused %d bytes from %s, sender %r", size, self._host, sender)
        if told[self._host] > _REFUSALS_TOLD:
            return
        nothing = Body(self._intake.folder)
        envelope = self._envelope("refused", size, "" if sender == "<>" else sender)
        try:
            await asyncio.wrap_future(self._intake.committer.submit(envelope, nothing))
        except SpoolFull as error:
            log.error("the refusal cannot be noted: %s", error)


class LocalConversation(Conversation):
    """LMTP (RFC 2033): greeted by LHLO, and each accepted recipient gets an answer of its own."""

    protocol = "lmtp"

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str) -> None:
        await self.push("500 5.5.1 This is LMTP, say LHLO")

    async def smtp_EHLO(self, arg: str) -> None:
        await self.push("500 5.5.1 This is LMTP, say LHLO")

    async def _answer(self, status: str, recipients: int) -> None:
        for _ in range(recipients):
            await self.push(status)


def conversation(intake: Intake, protocol: str, *, wrapped: bool = False) -> Any:
    """A protocol factory for asyncio's servers; `protocol` is "smtp" or "lmtp"."""
    return lambda: (LocalConversation if protocol == "lmtp" else Conversation)(intake, wrapped=wrapped)
