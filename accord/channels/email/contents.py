"""A parsed mail as the words and files of a message."""

from collections.abc import Sequence

from accord.channels.email.own_addresses import OwnAddresses
from accord.channels.email.parsing import Attachment, ParsedMail
from accord.core.models import StoredFile
from accord.messaging.courtesy import is_courtesy
from accord.tickets.writing import FileOf, Words
from accord.translation.detecting import language_of

MOST_FILES = 200  # more in one mail are no use on a page; all of them stay in the original mail
MOST_CHARS = 1_000_000
MOST_PEOPLE = 200
ORIGINAL_NAME = "mail.eml"


def files_kept(parsed: ParsedMail) -> Sequence[Attachment]:
    """The files that become files of the message."""
    return parsed.attachments[:MOST_FILES]


def words_of(parsed: ParsedMail, files: Sequence[StoredFile], raw: StoredFile, marks: Sequence[str]) -> Words:
    """The words of a mail. `files` are the stored `files_kept`, in their order; `raw` stands in for a mail of nothing.

    The HTML is clean; images of the mail keep `data-cid="<content id>"` instead of a source: the page that shows it
    puts the address of the attachment with that `content_id` there. A mail without HTML has html ''.
    """
    kept = [
        FileOf(stored, each.name[:255], each.content_type[:120], each.inline, each.content_id)
        for each, stored in zip(files_kept(parsed), files, strict=True)
    ]
    if not parsed.subject.strip() and not parsed.visible_text.strip() and not parsed.visible_html and not kept:
        kept = [FileOf(raw, ORIGINAL_NAME, "message/rfc822")]
    found = list(marks)
    if len(parsed.attachments) > MOST_FILES or "attachments-cut" in parsed.marks:
        found.append("files-left-out")
    longest = max(len(parsed.visible_text), len(parsed.visible_html), len(parsed.quoted_text))
    if longest > MOST_CHARS or "body-cut" in parsed.marks:
        found.append("text-cut")
    return Words(
        text=parsed.visible_text[:MOST_CHARS],
        html=parsed.visible_html if len(parsed.visible_html) <= MOST_CHARS else "",
        quoted=parsed.quoted_text[:MOST_CHARS],
        files=kept,
        language=language_of(parsed.visible_text),
        marks=found,
    )


def thanks_only(parsed: ParsedMail) -> bool:
    """Whether the mail says thanks and nothing else (DOMAIN 6.3)."""
    return is_courtesy(parsed.visible_text, has_files=parsed.brings_files, sender_name=parsed.from_name)


def people_in_copy(parsed: ParsedMail, author: str, own: OwnAddresses) -> list[tuple[str, str]]:
    """(name, address) of everybody in To and Cc who is neither the author nor one of our mailboxes."""
    found: dict[str, str] = {}
    for mailbox in (*parsed.to, *parsed.cc)[:MOST_PEOPLE]:
        address = mailbox.address
        if "@" in address and len(address) <= 254 and address != author and address not in own:
            found.setdefault(address, mailbox.name)
    return [(name, address) for address, name in found.items()]
