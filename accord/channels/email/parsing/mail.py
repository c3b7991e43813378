"""What a parsed mail is: plain frozen records, free of the database and of Django."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from accord.channels.email.parsing import calendars, pictures
from accord.channels.email.parsing.calendars import Calendar

AutoKind = Literal["bounce", "auto-reply", "list", "bulk", "feedback", "receipt", "calendar", "none"]
# What a mail program puts beside each mail of somebody who signs all of them (S/MIME, PGP), and the key for that.
_PROOFS = frozenset(
    f"application/{kind}" for kind in ("pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys")
)


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: the decoded display name ('' if none) and the address in lower case."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail. `name` is safe to show; `content_id` is without <>; `inline` means the HTML uses it."""

    name: str
    content_type: str
    data: bytes
    content_id: str = ""
    inline: bool = False


def is_file(each: Attachment) -> bool:
    """Whether it is something to look at, and not what proves who wrote the mail."""
    return each.content_type not in _PROOFS


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says: the ids of the returned mail, who failed, RFC 3463 status, the server's words."""

    original_message_ids: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, decoded, cleaned and judged. Nothing in it is None except `date`, `bounce` and `calendar`.

    `visible_*` is what the person wrote now, `quoted_*` what was folded; the visible text is never empty
    when `body_text` is not. `marks` names what had to be repaired or cut, as keys such as `charset-guessed`.
    `auto_by_words`: no header, sender or structure calls it automatic, only its subject and text do.
    `written_for`: whom a mailing list that writes under its own address names as the author.
    """

    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    sender_addresses: list[str] = field(default_factory=list)
    reply_to: list[str] = field(default_factory=list)
    written_for: str = ""
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    delivered_to: list[str] = field(default_factory=list)
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    thread_index: str = ""
    body_text: str = ""
    body_html: str = ""
    visible_text: str = ""
    visible_html: str = ""
    quoted_text: str = ""
    quoted_html: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    is_auto: bool = False
    auto_kind: AutoKind = "none"
    auto_by_words: bool = False
    no_reply: bool = False
    is_delay: bool = False
    bounce: Bounce | None = None
    calendar: Calendar | None = None
    loop_ids: list[str] = field(default_factory=list)
    null_sender: bool = False
    marks: list[str] = field(default_factory=list)
    body_hash: str = ""
    raw_size: int = 0

    @property
    def own_files(self) -> list[Attachment]:
        """What somebody has to show: neither what proves who wrote it, nor pictures that are folded away with a quote
        or a signature, nor small ones in the text, which are logos."""
        answer = self.calendar is not None and self.calendar.is_answer
        shown = pictures.shown(self.visible_html) if "data-cid" in self.visible_html else {}
        own = []
        for each in self.attachments:
            if each.inline:
                counts = each.content_id in shown and not pictures.is_small(each.data, shown[each.content_id])
            else:
                counts = is_file(each) and not (answer and each.content_type in calendars.TYPES)
            if counts:
                own.append(each)
        return own

    @property
    def brings_files(self) -> bool:
        """Whether somebody has files to look at."""
        return bool(self.own_files)
