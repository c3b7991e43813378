"""Mail by which an agent acts: an answer to a mail that told him of a ticket, or a customer's mail that he forwards.

An address in From proves nothing: the domain must stand behind the mail (aligned DKIM or SPF), and an answer needs the
token of a mail that went to this agent alone. All else is a stranger's mail, marked (DOMAIN 7.7).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.channels.email import contents, proofs, threading
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.own_addresses import own_addresses
from accord.channels.email.parsing import ParsedMail, forwards
from accord.channels.email.parsing.forwards import Forwarded
from accord.channels.email.screening import Authentic
from accord.channels.email.storing import AGENT_PART
from accord.core import clock, files, options
from accord.core.errors import Missing, NotAllowed, NotPossible
from accord.core.html import from_text
from accord.events.models import Event
from accord.events.recording import record
from accord.messaging import inbound, marks
from accord.messaging.inbound import Arrival
from accord.messaging.senders import Sender, sender_of
from accord.people.models import Address, Department, Person
from accord.people.models.person import PersonKind
from accord.people.system import system
from accord.tickets import internal, noting, replying
from accord.tickets.acting import may
from accord.tickets.going_outside import is_internal
from accord.tickets.happenings import AgentMailRefused
from accord.tickets.models import Ticket
from accord.tickets.writing import FileOf, Words, written_at
from accord.translation.detecting import language_of

if TYPE_CHECKING:
    from accord.channels.email.handling import Mail

NOTE = "#note"  # alone on the first line: a note, not an answer
BECAUSE = "by_mail"


def proven_agent(mail: "Mail", address: str, person: Person | None) -> Person | None:
    """The agent who wrote this mail, where his domain stands behind it and the address is known to be his."""
    if person is None or person.kind != PersonKind.AGENT or not person.is_active or mail.row.history:
        return None
    if mail.screening.authentic is not Authentic.PASS or set(mail.parsed.sender_addresses) != {address}:
        return None
    verified = Address.objects.filter(person=person, email=address, verified_at__isnull=False)
    return person if verified.exists() else None


def acted(mail: "Mail", agent: Person, department: Department, mailbox: Mailbox | None) -> bool:
    """Do what a proven agent's mail asks for; False where it is neither such an answer nor a forwarded mail."""
    return answered(mail, agent) or forwarded(mail, agent, department, mailbox)


def answered(mail: "Mail", agent: Person) -> bool:
    """Act for an agent who answers a mail that told him of a ticket; False for any other mail of his."""
    ticket = told_of(mail.parsed, mail.row.recipients, agent)
    if ticket is None:
        return False
    is_note, words = _words(mail.words)
    try:
        if is_internal(ticket):
            message = internal.write(ticket, words, by=agent)
        elif is_note:
            message = noting.note(ticket, words, by=agent, because=BECAUSE)
        else:
            message = replying.reply(ticket, words, by=agent, because=BECAUSE)
        mail.decide(Fate.APPENDED, "agents_note" if is_note else "agents_answer")
    except (Missing, NotPossible, NotAllowed) as error:
        words = words if words.text or words.files else mail.words
        message = noting.note(ticket, words, by=system(), because="agent_mail_refused")
        record(AgentMailRefused(ticket=ticket.pk, by_id=agent.pk, message=message.pk, why=error.key))
        mail.decide(Fate.APPENDED, "agents_refused")
    mail.row.ticket_id, mail.row.ticket_message_id = ticket.pk, message.pk
    return True


def told_of(parsed: ParsedMail, envelope_recipients: Sequence[str], agent: Person) -> Ticket | None:
    """The ticket of a mail that we sent to this agent alone and that he answers: by the address or by its id."""
    shown = [each.address for each in (*parsed.to[:100], *parsed.cc[:100])]
    for address in (*envelope_recipients, *parsed.delivered_to, *shown):
        found = proofs.agent_of_address(address) if "+" in address else None
        if found is not None and found[1] == agent.pk:
            return inbound.survivor(found[0])
    named = [*parsed.in_reply_to[:20], *parsed.references[-20:]]
    rows = OutgoingMail.objects.filter(message_id__in=named, part=f"{AGENT_PART}{agent.pk}") if named else ()
    for row in rows:
        event = Event.objects.filter(pk=row.event_id).first()
        ticket = (event.ticket_id or event.data.get("ticket")) if event is not None else None
        if ticket is not None:
            return inbound.survivor(ticket)
    return None


def _words(words: Words) -> tuple[bool, Words]:
    """Whether it is a note, and the words without that mark, without the quote and without his program's signature.

    The subject of a mail without words is our own: it stays out of them.
    """
    text = "" if marks.SUBJECT_ONLY in words.marks else words.text.strip()
    first, _, rest = text.partition("\n")
    is_note = first.strip().lower() == NOTE
    text = rest.strip() if is_note else text
    found = Words(text=text, html=from_text(text), files=words.files, language=words.language, marks=[marks.BY_MAIL])
    return is_note, found


def forwarded(mail: "Mail", agent: Person, department: Department, mailbox: Mailbox | None) -> bool:
    """Open the ticket for whoever wrote the mail that an agent forwards; False where he forwards nothing.

    The agent's line above it becomes a note. Where the writer is not found the agent is the requester, marked.
    """
    inner = forwards.read(mail.parsed)
    if inner is None:
        return False
    sender = _writer(inner)
    known = sender is not None
    words = _inner_words(mail, inner) if known else mail.words
    marked = [*words.marks, marks.FORWARDED if known else marks.WRITER_UNKNOWN]
    outcome = inbound.take_in(
        Arrival(
            channel="email",
            sender=sender or Sender(agent, mail.parsed.from_address),
            words=replace(words, marks=marked),
            subject=inner.subject or mail.parsed.subject,
            department=department,
            our_address=mailbox.address if mailbox else "",
            claims=threading.claims(mail.parsed, mail.row.recipients) if known else (),
            fallback_language=(mailbox.language if mailbox else "") or options.get("workspace.language"),
        )
    )
    if inner.at is not None and inner.at < clock.now():
        written_at(outcome.message, inner.at)
    if known and inner.above:
        by = agent if may(agent, "note", outcome.ticket) else system()
        above = Words(text=inner.above, html=from_text(inner.above), marks=[marks.BY_MAIL])
        noting.note(outcome.ticket, above, by=by, because=BECAUSE)
    fate = Fate.OPENED if outcome.what is inbound.What.OPENED else Fate.APPENDED
    mail.decide(fate, "forwarded" if known else "forwarded_unknown")
    mail.row.ticket_id, mail.row.ticket_message_id = outcome.ticket.pk, outcome.message.pk
    return True


def _writer(inner: Forwarded) -> Sender | None:
    address = inner.sender.address
    if not address or address in own_addresses():
        return None
    sender = sender_of(address, inner.sender.name, language_of(inner.text))
    return None if sender.agents_address else sender


def _inner_words(mail: "Mail", inner: Forwarded) -> Words:
    """The words of the mail inside, with the files that came with it."""
    kept: list[FileOf] = list(mail.words.files)
    if inner.attached:
        kept += [
            FileOf(files.put(each.data), each.name[:255], each.content_type[:120], each.inline, each.content_id)
            for each in inner.files[: contents.MOST_FILES]
        ]
    return Words(
        text=inner.text[: contents.MOST_CHARS],
        html=inner.html if len(inner.html) <= contents.MOST_CHARS else "",
        files=kept,
        language=language_of(inner.text),
        marks=mail.words.marks,
    )
