"""A parsed mail as the words and files of a message."""

from collections.abc import Sequence

from accord.channels.email.header_lines import one_line
from accord.channels.email.own_addresses import OwnAddresses
from accord.channels.email.parsing import Attachment, ParsedMail
from accord.channels.email.parsing.calendars import Calendar
from accord.core.html import from_text
from accord.core.models import StoredFile
from accord.messaging import marks as known_marks
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
    found += [mark for mark in (known_marks.OUTLOOK_ONLY, known_marks.ENCRYPTED) if mark in parsed.marks]
    text, html = parsed.visible_text, parsed.visible_html if len(parsed.visible_html) <= MOST_CHARS else ""
    if parsed.calendar is not None:
        text, html = _with_calendar(parsed.calendar, text, html)
    if in_subject_only(parsed):
        text, html = one_line(parsed.subject), ""
        found.append(known_marks.SUBJECT_ONLY)
    return Words(
        text=text[:MOST_CHARS],
        html=html,
        quoted=parsed.quoted_text[:MOST_CHARS],
        files=kept,
        language=language_of(text),
        marks=found,
    )


def in_subject_only(parsed: ParsedMail) -> bool:
    """Whether all that the mail says stands in its subject: no words, no picture, no file to look at."""
    silent = not parsed.visible_text.strip() and "<img" not in parsed.visible_html and not parsed.brings_files
    if parsed.calendar is not None and parsed.calendar.comment:
        return False
    return silent and bool(parsed.subject.strip())


def _with_calendar(calendar: Calendar, text: str, html: str) -> tuple[str, str]:
    """The words of an invitation with what, when and where below them, of an answer with the person's comment."""
    more = (calendar.comment if not text.strip() else "") if calendar.is_answer else calendar.as_text()
    if not more or (calendar.program == "google" and text.strip()):  # Google writes all of it into the text
        return text, html
    return f"{text}\n\n{more}".strip(), f"{html}\n{from_text(more)}" if html and text.strip() else ""


def people_in_copy(parsed: ParsedMail, author: str, own: OwnAddresses) -> list[tuple[str, str]]:
    """(name, address) of everybody in To and Cc who is neither the author nor one of our mailboxes."""
    found: dict[str, str] = {}
    for mailbox in (*parsed.to, *parsed.cc)[:MOST_PEOPLE]:
        address = mailbox.address
        if "@" in address and len(address) <= 254 and address != author and address not in own:
            found.setdefault(address, mailbox.name)
    return [(name, address) for address, name in found.items()]
