"""What all conversations of a mail listener share, and whom they let in."""

import logging
import ssl
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as Dialogue
from aiosmtpd.smtp import Session as Peer

from accord.channels.email.recipients import NotReady, Recipients, UnknownRecipient
from accord.channels.email.spool import Committer

if TYPE_CHECKING:
    from accord.channels.email.sessions import Conversation

log = logging.getLogger("accord.mail_in")

MAX_RECIPIENTS = 100
LATER = "451 4.3.0 Not ready, please try again later"


@dataclass
class Intake:
    """What all conversations of a listener share. `connections` counts the open ones by peer, `tls` offers STARTTLS."""

    recipients: Recipients
    committer: Committer
    idle_seconds: float = 300.0
    per_peer: int = 50
    in_all: int = 500
    connections: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    open: "set[Conversation]" = field(default_factory=set)
    tls: ssl.SSLContext | None = None

    @property
    def folder(self) -> Path:
        return self.committer.folder


class Handler:
    """What aiosmtpd asks for."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def handle_EHLO(
        self, server: SMTP, peer: Peer, dialogue: Dialogue, hostname: str, answers: list[str]
    ) -> list[str]:
        """Let mail servers send a mail's commands at once (RFC 2920)."""
        peer.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_RCPT(
        self, server: SMTP, peer: Peer, dialogue: Dialogue, address: str, options: list[str]
    ) -> str:
        """Accept our own addresses and nothing else."""
        if len(dialogue.rcpt_tos) >= MAX_RECIPIENTS:
            return f"452 4.5.3 No more than {MAX_RECIPIENTS} recipients at a time"
        try:
            self._intake.recipients.check(address)
        except UnknownRecipient:
            return "550 5.1.1 No such mailbox here"
        except NotReady as error:
            log.warning("%s", error)
            return LATER
        dialogue.rcpt_tos.append(address)
        dialogue.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        log.exception("conversation failed", exc_info=error)
        return "451 4.3.0 Something went wrong here, please try again later"
