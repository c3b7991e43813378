"""Messages that an agent forwards to somebody outside, and the answers, which come back to the ticket as notes.

The mail carries nothing that leads into the customer's thread. Its Message-ID and, where the mailbox takes such
addresses, its reply address lead back to the note that tells of the forward.
"""

from typing import TYPE_CHECKING, Any

from accord.channels.email import addressing, header_lines, message_ids, proofs
from accord.channels.email.answers import files_of
from accord.channels.email.drafting import Mail as OurMail
from accord.channels.email.drafting import Nature
from accord.channels.email.letters.blocks import Block, Letter, Signature, Words
from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.outside import passed_on
from accord.channels.email.own_addresses import our_addresses
from accord.channels.email.posting import Desk
from accord.channels.email.reaching import sendable
from accord.core import options
from accord.events.models import Event
from accord.messaging import marks
from accord.messaging.inbound import survivor
from accord.messaging.senders import sender_of
from accord.people import contacts
from accord.tickets import forwarding, participating
from accord.tickets.delivering import OUTSIDE
from accord.tickets.models import Message, MessageKind
from accord.tickets.writing import Words as Written

if TYPE_CHECKING:
    from accord.channels.email.handling import Mail

PART = f"{OUTSIDE}-forward"  # nothing of it counts as told to the customer


def forward_mails(desk: Desk, event: Event, data: dict[str, Any]) -> list[OurMail]:
    """One mail for To and Cc, one for each blind copy; none when no address can be written to, or all is erased."""
    note = Message.objects.select_related("author").filter(pk=data["message"]).first()
    rows = (
        Message.objects.select_related("author")
        .filter(pk__in=data.get("carries", ()))
        .exclude(kind=MessageKind.NOTE)
    )
    carried = list(rows.order_by("id"))
    if note is None or not carried:
        return []
    ours = our_addresses()
    to, cc, bcc = (sendable(each, ours) for each in (note.to, note.cc, note.bcc))
    subject = data.get("about") or desk.ticket.subject
    subject = subject if subject.lower().startswith("fwd:") else f"Fwd: {subject}"
    envelopes = [(PART, to, cc)] if to or cc else []
    envelopes += [(f"{PART}-bcc-{number}", [], [each]) for number, each in enumerate(bcc, 1)]
    return [_mail(desk, part, note, carried, subject, shown, more) for part, shown, more in envelopes]


def _mail(
    desk: Desk,
    part: str,
    note: Message,
    carried: list[Message],
    subject: str,
    to: list[str],
    others: list[str],
) -> OurMail:
    names = addressing.names_of([*to, *others])
    ours = header_lines.address(addressing.our_address(desk.mailbox))
    blocks: list[Block] = [Words(note.text, note.html)] if note.text.strip() else []
    blocks.append(Signature(addressing.signature(note.author, desk.ticket, desk.mailbox)))
    for message in carried:
        blocks += passed_on(message)
    return OurMail(
        part=part,
        mailbox=desk.mailbox,
        recipients=[*to, *others],
        to=[(names.get(one.lower(), ""), one) for one in to],
        cc=[(names.get(one.lower(), ""), one) for one in others] if part == PART else [],
        subject=subject,
        letter=Letter(desk.language, addressing.desk_name(desk.mailbox), blocks),
        message_id=message_ids.new(message_ids.ACCOUNT, ours.rpartition("@")[2], proofs.keys()[0]),
        nature=Nature.PERSON,
        from_name=addressing.name_of_sender(desk.mailbox, note.author),
        files=[*files_of(note), *(file for message in carried for file in files_of(message))],
        reply_to=_reply_to(desk, ours, note),
        leads_back=False,
        ticket_id=desk.ticket.pk,
    )


def _reply_to(desk: Desk, ours: str, note: Message) -> str:
    arrives = desk.mailbox is not None and desk.mailbox.plus_works is True
    return proofs.forward_address(ours, note.pk) if arrives and options.get("email.reply_tokens") else ours


def answered(mail: "Mail", address: str, name: str) -> bool:
    """Make the note of a mail that answers a forwarded message; False for any other mail.

    What somebody writes who takes part in the ticket is his word on it, wherever he found the mail: it is no note.
    """
    note = _note_of(mail)
    ticket = survivor(note.ticket_id) if note is not None else None
    if note is None or ticket is None or ticket.purged_at is not None or mail.row.history:
        return False
    person = contacts.by_address(address) if address else None
    if person is not None and participating.takes_part(ticket, person):
        return False
    sender = sender_of(address, name, mail.words.language)
    found = [*mail.words.marks, *([marks.SPOOFED] if sender.agents_address else [])]
    words = mail.words
    written = Written(words.text, words.html, words.quoted, words.files, words.language, found)
    message = forwarding.answered(ticket, written, by=sender.person, address=sender.address, to_note=note.pk)
    mail.decide(Fate.APPENDED, "forward_answer")
    mail.row.ticket_id, mail.row.ticket_message_id = ticket.pk, message.pk
    return True


def _note_of(mail: "Mail") -> Message | None:
    """The note that tells of the forward which this mail answers. Most mails cost no statement."""
    parsed = mail.parsed
    shown = [each.address for each in (*parsed.to[:100], *parsed.cc[:100])]
    for address in (*mail.row.recipients, *parsed.delivered_to, *shown):
        number = proofs.note_of_address(address) if "+" in address else None
        if number is not None:
            return _is_forward(number)
    named = [*parsed.in_reply_to[:20], *parsed.references[-20:]]
    named = [each for each in named if each.lower().startswith(f"{message_ids.ACCOUNT}.")]
    rows = OutgoingMail.objects.filter(message_id__in=named, part__startswith=PART) if named else ()
    for row in rows:
        event = Event.objects.filter(pk=row.event_id).first()
        if event is not None and "message" in event.data:
            return _is_forward(event.data["message"])
    return None


def _is_forward(number: int) -> Message | None:
    note = Message.objects.filter(pk=number, kind=MessageKind.NOTE).first()
    return note if note is not None and forwarding.FORWARD in note.marks else None
