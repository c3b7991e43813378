"""A message's words as they stand on the ticket page of the console."""

from django.urls import reverse
from django.utils.functional import Promise
from markupsafe import Markup

from accord.messaging import marks
from accord.tickets.conversation import Said
from accord.tickets.models import Attachment, Message
from accord.web import bodies
from accord.web.bodies import holds_back, quoted
from accord.web.codes import linked


def file_url(attachment: Attachment) -> str:
    """Where a file is served, rights applied."""
    return reverse("file", args=[attachment.pk, attachment.name])


def body(said: Said, *, remote: bool = False) -> Markup:
    """The visible words."""
    return linked(bodies.body(said, file_url, remote=remote))


# What an agent must know before he believes a message.
_WARNED = (marks.SPOOFED, marks.UNPROVEN, marks.SUSPECT, marks.VIRUS, marks.UNSCANNED)
# What stands in place of words that did not come, or cannot be read.
_REMARKED = (marks.SUBJECT_ONLY, marks.OUTLOOK_ONLY, marks.ENCRYPTED)


def warnings(message: Message) -> list[Promise]:
    """The marks of a message that warn, as words."""
    return [marks.MARKS[mark] for mark in _WARNED if mark in message.marks]


def remarks(message: Message) -> list[Promise]:
    """Why a message has no words of its own, where it has none."""
    return [marks.MARKS[mark] for mark in _REMARKED if mark in message.marks]


__all__ = ["body", "file_url", "holds_back", "quoted", "remarks", "warnings"]
