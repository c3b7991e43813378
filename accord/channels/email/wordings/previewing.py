"""A mail of the desk as a real ticket's customer would get it, and a sample of it to whoever writes the words.

Nothing of it is alive: every link leads to the desk's front door, so that a preview never answers for a customer.
"""

from base64 import b64encode
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accord.channels.email import addressing, header_lines, message_ids, proofs, sending
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.happenings import MailWordingTried
from accord.channels.email.letters import (
    account,
    acknowledging,
    answering,
    ending,
    reminding,
    saying,
    transcribing,
)
from accord.channels.email.letters.blocks import Block, Choice, Letter, Link, Look
from accord.channels.email.posting import Desk, personal
from accord.channels.email.reaching import usable
from accord.channels.email.rendering import LOGO, render
from accord.channels.email.storing import store
from accord.channels.email.subjects import subject_of
from accord.channels.email.wordings import wearing
from accord.channels.email.wordings.kinds import kinds
from accord.channels.email.wordings.remembered import Wording, look, wording
from accord.channels.email.wordings.wearing import Value
from accord.core import clock, files
from accord.core.errors import Invalid
from accord.events.reactions import Effect
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, MessageKind, Resolution, Ticket


@dataclass(frozen=True)
class Sample:
    """A mail as it would be."""

    subject: str
    letter: Letter


def sample(
    key: str,
    ticket: Ticket,
    language: str,
    *,
    by: Person,
    own: Wording | None = None,
    look_now: Look | None = None,
) -> Sample:
    """That mail about that ticket in that language, in the wording `own`, else in the one in force."""
    kind, mailbox = kinds[key], addressing.mailbox_for(ticket)
    department = 0 if kind.person else ticket.department_id
    own = own or wording(key, department, language)
    with addressing.read_by(ticket.requester, language):
        desk = replace(Desk.of(ticket), language=language)
        name = addressing.desk_name(mailbox)
        blocks, subject, value = _standard(key, ticket, desk, by)
        if own is not None:
            framed = wearing.framed if key == "answer" else wearing.blocks
            blocks = framed(own, blocks, value)
            if kind.has_subject:
                subject = wearing.subject(own, value, "" if kind.person else ticket.code)
        shown = look_now if look_now is not None else look(department)
        letter = Letter(language, name, [_dead(block) for block in blocks], look=shown)
        if not kind.person:
            letter = personal(replace(letter, code=ticket.code, why=desk.why()), _door())
    return Sample(subject, letter)


def as_page(found: Sample) -> str:
    """The HTML of the mail by itself, its picture inside."""
    _plain, rich = render(found.letter, found.subject)
    shown = found.letter.look
    if shown is None or shown.logo is None:
        return rich
    data = b64encode(files.read(shown.logo)).decode("ascii")
    return rich.replace(f"cid:{LOGO}", f"data:{shown.logo_type};base64,{data}")


def as_text(found: Sample) -> str:
    """The plain text of the mail."""
    return render(found.letter, found.subject)[0]


def send_to_oneself(key: str, found: Sample, *, by: Person) -> str:
    """Mail the sample to whoever asks; gives the address. Its subject names no ticket, so that nothing is threaded.

    Raises Invalid for somebody without a usable address.
    """
    where = usable(by.email)
    if not where:
        raise Invalid("address", sentence=_("Your account has no address that mail can go to."))
    mailbox = addressing.first_mailbox()
    ours = header_lines.address(addressing.our_address(mailbox))
    mail = Mail(
        part="sample",
        mailbox=mailbox,
        recipients=[where],
        to=[(by.name, where)],
        subject=_("Sample: %(subject)s") % {"subject": found.subject.replace("[#", "[")},
        letter=found.letter,
        message_id=message_ids.new(message_ids.ACCOUNT, ours.rpartition("@")[2], proofs.keys()[0]),
        nature=Nature.NOTICE,
        from_name=found.letter.desk,
    )
    with transaction.atomic():
        event = record(MailWordingTried(by_id=by.pk, mail=key, language=found.letter.language))
        store(event.pk, [mail])
    return where


EFFECT = Effect("sample-mail", (MailWordingTried,), sending.deliver, given_up=sending.given_up)


def _door() -> str:
    return f"{settings.BASE_URL}/my/"


def _dead(block: Block) -> Block:
    return replace(block, url=_door()) if isinstance(block, Link | Choice) else block


def _standard(key: str, ticket: Ticket, desk: Desk, by: Person) -> tuple[list[Block], str, Value]:
    """(blocks, subject, what can be filled in) of the standard mail."""
    name = addressing.desk_name(desk.mailbox)
    if kinds[key].person:
        code = "123456" if key == "one_time_code" else ""
        made = account.account(key, name, _door(), code)
        return (
            made,
            account.subject(key, name),
            wearing.to_person(ticket.requester, name, ticket.requester_address),
        )
    resolution, who = _resolution(ticket, desk.language, by), f"{by.public_name}, {name}"
    url, own = _door(), {}
    match key:
        case "received" | "followed_up":
            earlier = ticket.follow_up_of or ticket if key == "followed_up" else None
            blocks, own = acknowledging.received(ticket, url, earlier), acknowledging.values(earlier)
        case "resolved":
            blocks = ending.asked(ticket, resolution, who, ticket.requester_address)
        case "reminder" | "last_reminder":
            last = key == "last_reminder"
            blocks = reminding.reminded(ticket, resolution, who, ticket.requester_address, last=last)
            own = {"resolved.day": saying.day(resolution.at)}
        case "closed":
            blocks = ending.closed(ticket, "cannot_be_solved", url)
            own = {"closed.because": ending.closed_because("cannot_be_solved")}
        case "transcript":
            blocks = transcribing.transcript(ticket, url)
        case _:
            blocks = answering.answer(_answer(ticket, by), addressing.signature(by, ticket, desk.mailbox))
    subject = subject_of(ticket.subject, ticket.code, again=True)
    return blocks, subject, wearing.about_ticket(ticket, by, own)


def _resolution(ticket: Ticket, language: str, by: Person) -> Resolution:
    """The ticket's own, in the ready words of that language."""
    ready = ready_text("solved", language, ticket.department_id)
    at = ticket.resolution.at if ticket.resolution is not None else clock.now()
    return Resolution(
        pk=ticket.resolution_id or 0,
        ticket=ticket,
        by=by,
        at=at,
        reason=ready.reason,
        what=ready.what,
        why=ready.why,
        next=ready.next,
    )


def _answer(ticket: Ticket, by: Person) -> Message:
    """The newest answer on the ticket, else a few words that stand for one."""
    found = Message.objects.filter(ticket=ticket, kind=MessageKind.OUTGOING).order_by("-id").first()
    return found or Message(ticket=ticket, author=by, text=_("Here stands what an agent writes."), html="")
