"""One mail's fate: judged, compared with earlier ones, brought to its ticket, and written in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from accord.channels.email import (
    absent,
    bounces,
    by_agents,
    contents,
    doubting,
    forwards,
    lone_absences,
    probes,
    side_mails,
    thanks,
    threading,
    verdicts,
)
from accord.channels.email.models import IncomingMail, Mailbox
from accord.channels.email.models.incoming import Fate
from accord.channels.email.own_addresses import OwnAddresses, own_addresses
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.repeats import Earlier
from accord.channels.email.screening import Screening, keeping, treating
from accord.channels.email.verdicts import Kind, Verdict
from accord.core import clock, options, records
from accord.core.models import StoredFile
from accord.messaging import history, inbound
from accord.messaging.senders import sender_of
from accord.people import contacts
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.people.system import system
from accord.tickets import participating
from accord.tickets.models import SideConversation, Ticket
from accord.tickets.writing import Words

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass
class Mail:
    """A mail on its way: its ledger row (not saved yet when it comes from the spool), what was read, its files."""

    row: IncomingMail
    raw: StoredFile
    parsed: ParsedMail
    files: list[StoredFile] = field(default_factory=list)
    author: Person | None = None  # found out while it is handled
    screening: Screening = field(default_factory=Screening)  # done before the transaction: it asks others
    once_more: bool = False  # a person said that it is not the same as an earlier one

    def __post_init__(self) -> None:
        parsed = self.parsed
        self.words = contents.words_of(parsed, self.files, self.raw, ())  # before the transaction: it costs time
        belongs = threading.could_belong(parsed, self.row.recipients)
        self.thanks = thanks.read(parsed, self.files) if belongs else thanks.Thanks()
        self.row.subject = parsed.subject[:300]
        self.row.message_id = parsed.message_id[:500]
        self.row.body_hash = parsed.body_hash
        self.row.from_address = parsed.from_address[:254]

    def decide(self, fate: Fate, reason: str = "", **details: object) -> None:
        """Write the fate into the row. `details` are JSON values that fill the gaps of the reason's sentence."""
        self.row.fate, self.row.reason = fate, reason
        self.row.details = {name: value for name, value in details.items() if value}
        if self.parsed.marks:
            self.row.details["marks"] = self.parsed.marks[:20]
        if found := keeping.as_json(self.screening):
            self.row.details[keeping.KEY] = found


@dataclass
class Batch:
    """What is read once for all mails of a batch: our mailboxes, earlier mails, persons by their addresses."""

    own: OwnAddresses
    earlier: Earlier
    people: dict[str, Person]

    def remember(self, mail: Mail) -> None:
        """This mail has its fate: the next ones of the batch may repeat it or be of the same author."""
        self.earlier.add(mail.row)
        if mail.author is not None and mail.author.email:
            self.people[mail.author.email] = mail.author


def batch_of(mails: Sequence[Mail]) -> Batch:
    """Four queries for any number of mails."""
    authors = {mail.parsed.from_address for mail in mails}
    return Batch(own_addresses(), Earlier([mail.row for mail in mails]), contacts.by_addresses(authors))


def handle(mail: Mail, batch: Batch) -> None:
    """Give `mail` its fate and save its ledger row. Call it inside a transaction; what it raises undoes all of it."""
    row, own = mail.row, batch.own
    mailbox = own.first_of(_addresses(mail)) or own.default
    row.mailbox = mailbox
    row.handled_at = clock.now()
    row.same_as, row.ticket_id, row.ticket_message_id = None, None, None
    first = None if mail.once_more else batch.earlier.of(row)
    if first is not None:
        mail.decide(Fate.SAME, "same_id" if row.message_id else "same_bytes")
        row.same_as, row.ticket_id = first, first.ticket_id
    else:
        verdict = verdicts.judge(mail.parsed, row.sender, own)
        _by_kind(mail, doubting.weighed(mail.parsed, row.recipients, verdict), mailbox, batch)
    if row.pk is None:
        records.insert(row)
    else:
        row.save()


def _addresses(mail: Mail) -> list[str]:
    """Where the mail was for, the envelope first."""
    shown = [each.address for each in (*mail.parsed.to[:100], *mail.parsed.cc[:100])]
    return [*mail.row.recipients, *mail.parsed.delivered_to, *shown]


def _by_kind(mail: Mail, verdict: Verdict, mailbox: Mailbox | None, batch: Batch) -> None:
    if verdict.kind == Kind.OURS:
        probe = probes.arrived(mail.parsed, mail.row.received_at)
        mail.decide(Fate.IGNORED, "probe" if probe else verdict.reason)
    elif verdict.kind == Kind.BOUNCE and mail.row.history:
        mail.decide(Fate.BOUNCE, "history", mark=verdict.mark)
    elif verdict.kind == Kind.BOUNCE:
        _bounce(mail, verdict)
    elif not mail.row.history and (side := side_mails.named(mail.parsed, mail.row.recipients)) is not None:
        _side(mail, side, verdict, batch)
    elif verdict.kind == Kind.PERSON or not _noted(mail, verdict):
        _person(mail, verdict, mailbox, batch)


def _side(mail: Mail, side: SideConversation, verdict: Verdict, batch: Batch) -> None:
    """An answer in a side conversation, which goes nowhere else."""
    if treating.kept_aside(mail.screening, first_time=mail.row.pk is None):
        mail.decide(Fate.QUARANTINED, "virus")
        return
    words = _marked(mail.words, mail.parsed, verdict)
    side_mails.take_in(mail, side, verdict, words, batch.people.get(verdict.address))


def _bounce(mail: Mail, verdict: Verdict) -> None:
    """DOMAIN 7.8: appended and folded; a delay is no failure."""
    ticket, ours, why = bounces.tied(mail.parsed, mail.row.recipients)
    if ours is not None and verdict.mark == "bounce":
        bounces.tell(mail.parsed, ours)
    if ticket is not None and ticket.purged_at is None:
        _note(mail, ticket, verdict, Fate.AUTOMATIC if verdict.mark == "delay" else Fate.BOUNCE, why)
    else:
        mail.decide(Fate.BOUNCE if ours else Fate.AUTOMATIC, why or "nothing_of_ours", mark=verdict.mark)


def _noted(mail: Mail, verdict: Verdict) -> bool:
    """Note automatic mail on the ticket that it is about. Without one a program's mail must become a ticket (False);
    an automatic reply stands in the ledger alone, because nobody waits for an answer to it."""
    person = contacts.by_address(verdict.address)
    for claim in lone_absences.claims(mail.parsed, mail.row.recipients, verdict.address):
        ticket = inbound.survivor(claim.ticket_id)
        if ticket is None or ticket.purged_at is not None:
            continue  # of a purged ticket nothing is kept any more
        if claim.proven or (person and participating.takes_part(ticket, person)):
            _note(mail, ticket, verdict, Fate.AUTOMATIC, claim.why)
            return True
    if verdict.kind == Kind.PROGRAM:
        return False
    mail.decide(Fate.AUTOMATIC, "no_ticket", mark=verdict.mark)
    return True


def _note(mail: Mail, ticket: Ticket, verdict: Verdict, fate: Fate, why: str) -> None:
    person = contacts.by_address(verdict.address)
    by = person if person and person.kind == PersonKind.CONTACT else system()
    outcome = inbound.note(ticket, mail.words, by=by, address=verdict.address[:254], mark=verdict.mark)
    if verdict.mark == "auto-reply":
        absent.heard(mail.parsed, ticket, person)
    mail.decide(fate, why, mark=verdict.mark)
    mail.row.ticket_id, mail.row.ticket_message_id = ticket.pk, outcome.message.pk


_FATES = {
    inbound.What.OPENED: Fate.OPENED,
    inbound.What.APPENDED: Fate.APPENDED,
    inbound.What.FOLLOW_UP: Fate.FOLLOW_UP,
    inbound.What.SPAM: Fate.SPAM,
}


def _person(mail: Mail, verdict: Verdict, mailbox: Mailbox | None, batch: Batch) -> None:
    parsed = mail.parsed
    department = mailbox.department if mailbox else Department.objects.filter(is_active=True).first()
    if department is None:
        mail.decide(Fate.QUARANTINED, "no_department")
        return
    if treating.kept_aside(mail.screening, first_time=mail.row.pk is None):
        mail.decide(Fate.QUARANTINED, "virus")
        return
    if forwards.answered(mail, verdict.address, verdict.name):
        return
    agent = by_agents.proven_agent(mail, verdict.address, batch.people.get(verdict.address))
    if agent is not None and verdict.kind == Kind.PERSON and by_agents.acted(mail, agent, department, mailbox):
        return
    sender = sender_of(verdict.address, verdict.name, mail.words.language, batch.people)
    mail.author = None if sender.agents_address else sender.person
    program = verdict.kind == Kind.PROGRAM or verdict.mark == "list"
    arrival = inbound.Arrival(
        channel="email",
        sender=sender,
        words=_marked(mail.words, parsed, verdict),
        subject=parsed.subject,
        department=department,
        our_address=mailbox.address if mailbox else "",
        to=[each.address for each in parsed.to[: contents.MOST_PEOPLE]],
        cc=[each.address for each in parsed.cc[: contents.MOST_PEOPLE]],
        others=[] if program else contents.people_in_copy(parsed, verdict.address, batch.own),
        claims=threading.claims(parsed, mail.row.recipients),
        courtesy=mail.thanks.only(),
        acknowledge=verdict.answerable and bool(mailbox and mailbox.acknowledge) and bool(sender.address),
        fallback_language=(mailbox.language if mailbox else "") or options.get("workspace.language"),
    )
    outcome = _taken_in(mail, arrival)
    may_belong = outcome.may_belong_to.code if outcome.may_belong_to else ""
    mail.decide(_FATES[outcome.what], outcome.why or "new", may_belong_to=may_belong, mark=verdict.mark)
    mail.row.ticket_id, mail.row.ticket_message_id = outcome.ticket.pk, outcome.message.pk


def _taken_in(mail: Mail, arrival: inbound.Arrival) -> inbound.Outcome:
    arrival = treating.treated(arrival, mail.screening)
    return history.take_in(arrival, _written_at(mail)) if mail.row.history else inbound.take_in(arrival)


def _written_at(mail: Mail) -> datetime:
    """When an old mail was written: its Date, or when its server got it where that says nothing sensible."""
    got, said = mail.row.received_at, mail.parsed.date
    return said if said is not None and _EARLIEST < said <= got + timedelta(days=1) else got


def _marked(words: Words, parsed: ParsedMail, verdict: Verdict) -> Words:
    found = [*words.marks, *([verdict.mark] if verdict.mark else [])]
    if len(set(parsed.sender_addresses)) > 1:
        found.append("two-senders")
    if not verdict.address:
        found.append("no-sender")
    return Words(words.text, words.html, words.quoted, words.files, words.language, found)
