"""Taking one mail in from standard input, for a mail server's pipe transport. Needs no Django."""

import logging
import os
from pathlib import Path
from typing import BinaryIO

from accord.channels.email.recipients import NotReady, Recipients, UnknownRecipient
from accord.channels.email.spool import Body, Envelope, SegmentWriter, prepare
from accord.core import clock

# From sysexits.h; mail servers know what to do with each.
STORED = os.EX_OK
TOO_LARGE = os.EX_DATAERR  # 65
NO_SUCH_MAILBOX = os.EX_NOUSER  # 67
TRY_AGAIN = os.EX_TEMPFAIL  # 75

log = logging.getLogger("accord.mail_in")

_PIECE_BYTES = 1 << 16


def receive(data_dir: Path | str, raw_stream: BinaryIO, to: str | None = None, *, sender: str = "") -> int:
    """Store one mail durably and give the exit code of the command: 0, 65, 67 or 75.

    `to` is one of our addresses; without it the mail is for the first mailbox. `sender` is the envelope
    sender.
    """
    try:
        recipients = Recipients(data_dir)
        settings = recipients.settings()
        address = to or next(iter(settings.mailboxes), "")
        recipients.check(address)
        folder = prepare(data_dir)
        return _store(folder, raw_stream, address, sender, settings.max_bytes)
    except UnknownRecipient:
        return NO_SUCH_MAILBOX
    except (NotReady, OSError) as error:
        log.error("the mail was not taken: %s", error)
        return TRY_AGAIN
    except Exception:
        # Any other exit code would make the mail server send the mail back.
        log.exception("the mail was not taken")
        return TRY_AGAIN


def _store(folder: Path, raw_stream: BinaryIO, address: str, sender: str, max_bytes: int) -> int:
    body = Body(folder)
    writer = SegmentWriter(folder)
    try:
        while piece := raw_stream.read(_PIECE_BYTES):
            if body.size + len(piece) > max_bytes:
                size = body.size + len(piece)
                writer.append([(_envelope(address, sender, "refused", size), Body(folder))])
                return TOO_LARGE
            body.write(piece)
        writer.append([(_envelope(address, sender, "mail", body.size), body)])
        return STORED
    finally:
        body.close()
        writer.close()


def _envelope(address: str, sender: str, kind: str, size: int) -> Envelope:
    return Envelope(
        received_at=clock.now(),
        peer="local",
        sender=sender,
        recipients=(address,),
        protocol="pipe",
        kind=kind,
        size=size,
    )
