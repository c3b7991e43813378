"""The customers' mails: real ones, brought to their tickets by the real intake, at the story's time."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.db import transaction

from accord.channels.email import contents
from accord.channels.email.handling import Mail, batch_of, handle
from accord.channels.email.models import IncomingMail, OutgoingMail
from accord.channels.email.parsing import parse
from accord.core import clock, files
from accord.people.models import Person
from accord.project.sample.enclosures import content_of, type_of
from accord.project.sample.reading import Step
from accord.tickets.models import Message, MessageKind, Ticket

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Letter:
    """A mail before it is bytes."""

    number: int
    writer: Person
    address: str
    to: str
    subject: str
    step: Step
    ticket: Ticket | None = None


def send_in(letter: Letter) -> Ticket:
    """Bring the mail to its ticket, as the worker does, and return the ticket."""
    raw = _bytes(letter)
    parsed = parse(raw)
    stored = files.put_many([raw, *(each.data for each in contents.files_kept(parsed))])
    row = IncomingMail(
        spool_id=f"sample-{letter.number}",
        received_at=clock.now(),
        sender=letter.address,
        recipients=[letter.to],
        size=len(raw),
        handled_at=clock.now(),
        raw=stored[0],
        sha256=stored[0].sha256,
    )
    mail = Mail(row, stored[0], parsed, list(stored[1:]))
    with transaction.atomic():
        handle(mail, batch_of([mail]))
    return Ticket.objects.get(pk=row.ticket_id or 0)


def _bytes(letter: Letter) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{letter.writer.name}" <{letter.address}>'
    mail["To"] = letter.to
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<sample-{letter.number}@{letter.address.partition('@')[2]}>"
    ours = _last_of_ours(letter.ticket)
    if ours:
        mail["In-Reply-To"] = mail["References"] = f"<{ours}>"
    auto = letter.step.has("auto")
    mail["Subject"] = ("Automatic reply: " if auto else "Re: " if letter.ticket else "") + letter.subject
    if auto:
        mail["Auto-Submitted"] = "auto-replied"
    text = letter.step.text
    quoted = _quoted(letter.ticket) if letter.step.has("quoting") else ""
    mail.set_content(_BOLD.sub(r"\1", text) + (f"\n\n{quoted}" if quoted else ""), cte="8bit")
    if letter.step.has("html"):
        mail.add_alternative(_html(text), subtype="html")
    for name in letter.step.files():
        kind, _, subtype = type_of(name).partition("/")
        mail.add_attachment(content_of(name), maintype=kind, subtype=subtype, filename=name)
    return mail.as_bytes()


def _html(text: str) -> str:
    paragraphs = (_BOLD.sub(r"<b>\1</b>", html.escape(part)) for part in text.split("\n\n"))
    return "<html><body>" + "".join(f"<p>{part}</p>" for part in paragraphs) + "</body></html>"


def _last_of_ours(ticket: Ticket | None) -> str:
    if ticket is None:
        return ""
    sent = OutgoingMail.objects.filter(ticket_id=ticket.pk).order_by("-id")
    return sent.values_list("message_id", flat=True).first() or ""


def _quoted(ticket: Ticket | None) -> str:
    """Our last answer as mail programs quote it."""
    last = Message.objects.filter(ticket=ticket, kind=MessageKind.OUTGOING).order_by("-id").first()
    if last is None or last.author is None:
        return ""
    lines = "\n".join(f"> {line}".rstrip() for line in last.text.split("\n"))
    return f"{_day(last.at)} {last.author.name} <{last.author_address}>:\n{lines}\n"


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
