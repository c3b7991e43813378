"""The marks that a message can bear: facts about it, stored as keys, read as words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.tickets.apart import APART
from accord.tickets.audiences import ONLY
from accord.tickets.forwarding import ANSWER, FORWARD
from accord.tickets.sides_shown import SIDE

COURTESY: Final = "courtesy"
NEW_PERSON: Final = "new-person"
SPOOFED: Final = "spoofed"
MAY_BELONG: Final = "may-belong"
UNPROVEN: Final = "unproven"
SUSPECT: Final = "looks-like-spam"
VIRUS: Final = "virus"
UNSCANNED: Final = "not-scanned"
HISTORY: Final = "history"
COPY_SOLVED: Final = "copy-solved"
BY_MAIL: Final = "by-mail"
FORWARDED: Final = "forwarded"
WRITER_UNKNOWN: Final = "writer-unknown"
SUBJECT_ONLY: Final = "subject-only"
CALENDAR: Final = "calendar-reply"
OUTLOOK_ONLY: Final = "outlook-only"
ENCRYPTED: Final = "encrypted"

MARKS: dict[str, Promise] = {
    COURTESY: _("Thanks only"),
    NEW_PERSON: _("New person: not known on this ticket before"),
    SPOOFED: _("Sent under a colleague's address, without proof"),
    MAY_BELONG: _("May belong to another ticket"),
    APART: _("From a merged ticket: its people and those of this ticket do not see each other's words"),
    BY_MAIL: _("Written by mail"),
    FORWARDED: _("Forwarded by a colleague"),
    WRITER_UNKNOWN: _("Forwarded by a colleague, but who wrote it was not found"),
    FORWARD: _("Forwarded to somebody outside"),
    ANSWER: _("The answer to a forwarded message"),
    UNPROVEN: _("Nobody proves that the sender's domain stands behind it"),
    SUSPECT: _("Looks like spam"),
    VIRUS: _("A virus was found"),
    UNSCANNED: _("Not scanned for viruses"),
    COPY_SOLVED: _("Somebody in copy says it is solved"),
    ONLY: _("Only for a chosen audience"),
    SIDE: _("In a side conversation, which no customer sees"),
    "auto-reply": _("Automatic reply"),
    "bounce": _("Our mail came back"),
    "delay": _("Our mail is delayed"),
    "receipt": _("Read receipt"),
    "feedback": _("Complaint or unsubscribe report"),
    "bulk": _("Sent by a program"),
    "list": _("From a mailing list"),
    HISTORY: _("From before the mailbox was connected"),
    "two-senders": _("Names several senders"),
    CALENDAR: _("Answer to an invitation"),
    SUBJECT_ONLY: _("The mail has no text: this is its subject"),
    OUTLOOK_ONLY: _("The text of the mail is in the file winmail.dat, which only Outlook reads"),
    ENCRYPTED: _("The mail is encrypted: its file can be read only with the key of whom it was written to"),
    "no-sender": _("Names no sender"),
    "files-left-out": _("Some files are only in the original mail"),
    "text-cut": _("The rest of the text is only in the original mail"),
}
