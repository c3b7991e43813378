"""Putting fetched mails into the spool, durably and in small batches, under their identities."""

import re
from datetime import datetime

from django.conf import settings

from accord.channels.email.models import MailSource
from accord.channels.email.recipients import normal
from accord.channels.email.spool import Body, Envelope, SegmentWriter, prepare
from accord.core import clock, options

BATCH_BYTES = 8 << 20
BATCH_MAILS = 50
_RETURN_PATH = re.compile(rb"^Return-Path:[ \t]*<([^<>\r\n]*)>", re.IGNORECASE | re.MULTILINE)
_HEAD = 8192


class Store:
    """The spool as one source's thread writes it. What `flush` has returned from is durable."""

    def __init__(self, source: MailSource) -> None:
        self._folder = prepare(settings.DATA)
        self._source = source
        self._writer: SegmentWriter | None = None
        self._waiting: list[tuple[Envelope, Body]] = []
        self._bytes = 0
        self.most = int(options.get("mail.max_mb")) << 20

    def body(self) -> Body:
        """A place for a mail's bytes."""
        return Body(self._folder)

    def add(self, body: Body, identity: str, *, history_of: datetime | None = None) -> None:
        """Put a mail in the next batch; `history_of`: it is old, and this is when its server got it."""
        envelope = self._envelope(
            "mail" if history_of is None else "history",
            identity,
            body.size,
            sender=_sender(body),
            at=history_of,
        )
        self._waiting.append((envelope, body))
        self._bytes += body.size

    def refuse(self, identity: str, size: int, why: str) -> None:
        """Put in the next batch that a mail was left where it is: "too_large" or "not_given"."""
        self._waiting.append((self._envelope("refused", identity, size, why=why), self.body()))

    @property
    def full(self) -> bool:
        """Whether it is time to flush."""
        return self._bytes >= BATCH_BYTES or len(self._waiting) >= BATCH_MAILS

    def flush(self) -> int:
        """Store the batch durably; gives how many mails it had. Raises SpoolFull, and then stored none of it."""
        batch, self._waiting, self._bytes = self._waiting, [], 0
        if not batch:
            return 0
        if self._writer is None:
            self._writer = SegmentWriter(self._folder)
        try:
            self._writer.append(batch)
        finally:
            for _, body in batch:
                body.close()
        return len(batch)

    def rest(self) -> None:
        """Forget what was not flushed, and let the worker clear away what it has taken."""
        for _, body in self._waiting:
            body.close()
        self._waiting, self._bytes = [], 0
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _envelope(
        self,
        kind: str,
        identity: str,
        size: int,
        *,
        sender: str = "",
        at: datetime | None = None,
        why: str = "",
    ) -> Envelope:
        return Envelope(
            received_at=at or clock.now(),
            peer=self._source.host,
            sender=sender,
            recipients=(normal(self._source.mailbox.address),),
            protocol=str(self._source.kind),
            kind=kind,
            size=size,
            identity=identity,
            why=why,
        )


def _sender(body: Body) -> str:
    """The envelope's sender as the delivering server wrote it down, or "" where it did not."""
    head = next(body.pieces(), b"")[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    found = _RETURN_PATH.search(head)
    return found.group(1).decode("utf-8", "replace") if found else ""
