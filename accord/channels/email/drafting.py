"""A mail of ours before it is bytes: from whom, to whom, which letter, which files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from accord.channels.email.letters.blocks import Letter
from accord.channels.email.models import Mailbox
from accord.core.models import StoredFile


class Nature(StrEnum):
    """Who is behind a mail: decides its headers and its envelope (RFC 3834).

    A REPLY answers a mail by itself: no bounce comes back and no robot should answer. A NOTICE is a ready text that
    somebody's act calls for: its bounces and absences are of interest (DOMAIN 7.8), so it has a sender.
    """

    PERSON = "person"
    NOTICE = "auto-generated"
    REPLY = "auto-replied"


@dataclass(frozen=True)
class File:
    """A file to send along; with `content_id` a picture that the HTML shows."""

    file: StoredFile
    name: str
    content_type: str
    content_id: str = ""


@dataclass(frozen=True)
class Mail:
    """One mail. `recipients` is the envelope; `to` and `cc` are pairs (name, address) that everybody sees.

    `part` names it among the mails of one event. Addresses have passed `header_lines.address`.
    """

    part: str
    mailbox: Mailbox | None
    recipients: Sequence[str]
    to: Sequence[tuple[str, str]]
    subject: str
    letter: Letter
    message_id: str
    nature: Nature
    from_name: str
    cc: Sequence[tuple[str, str]] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()
    files: Sequence[File] = ()
    reply_to: str = ""  # where this reader's answer goes, if not where all go
    leads_back: bool = True  # an answer to it belongs to the ticket
    ticket_id: int | None = None
    ticket_message_id: int | None = None
    resolution_id: int | None = None

    def asking(self, resolution_id: int) -> "Mail":
        """The same mail, known to ask about that resolution."""
        return replace(self, resolution_id=resolution_id)
