"""A message came in over some channel: open a ticket, append to one, or follow up a closed one.

The channel finds the sender's words and what they claim to belong to; the rules of who may join what are here, the
same for all channels (DOMAIN 6.1, 6.3, 6.4, 7.2 to 7.6, 7.8, 7.12, 7.13).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db import transaction

from accord.core import records
from accord.messaging import marks
from accord.messaging.senders import Sender
from accord.people import contacts
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.people.system import system
from accord.tickets import apart, participating
from accord.tickets.following_up import follow_up, unclosed_follow_up
from accord.tickets.lifecycle import possible
from accord.tickets.models import Message, State, Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.receiving import Place, note_automatic, place_for, receive
from accord.tickets.writing import Words
from accord.translation.languages import LANGUAGES

MOST_COPIED = 30
_LONGEST_CHAIN = 10


class What(StrEnum):
    """What became of a message."""

    OPENED = "opened"
    APPENDED = "appended"
    FOLLOW_UP = "follow-up"
    SPAM = "spam"  # opened, and put away at once
    NOTED = "noted"  # automatic: appended, nothing else changed


@dataclass(frozen=True)
class Claim:
    """A ticket that a message names. `proven`: by something that we issued, else only a participant may use it.

    `why` is a key of `channels.email.ledger.REASONS`.
    """

    ticket_id: int
    why: str
    proven: bool


@dataclass(frozen=True)
class Arrival:
    """A message from outside, read and judged by its channel."""

    channel: str
    sender: Sender
    words: Words  # with the channel's own marks; `language` is what was detected
    subject: str
    department: Department
    our_address: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    others: Sequence[tuple[str, str]] = ()  # (name, address) of people in To and Cc, without ourselves
    claims: Iterable[Claim] = ()  # the best first; may be lazy
    courtesy: bool = False
    acknowledge: bool = False
    fallback_language: str = ""
    how: str = "mail"
    details: dict[str, str] = field(default_factory=dict)
    spam: bool = False  # by its channel's verdict; what proves its ticket joins that all the same
    unproven: bool = False  # the sender's domain denies it: no right of his is used
    own_ticket: Ticket | None = None  # found out here: the merged one that its people see apart from the survivor


@dataclass(frozen=True)
class Outcome:
    """Where it went and why; `may_belong_to` names a ticket that the sender could not prove."""

    what: What
    ticket: Ticket
    message: Message
    why: str = ""
    may_belong_to: Ticket | None = None


def take_in(arrival: Arrival) -> Outcome:
    """Bring a person's message to its ticket, in one transaction.

    Raises what the verbs raise: Missing when all is blank.
    """
    with transaction.atomic(savepoint=False):  # whoever takes many in has a savepoint for each
        _learn_language(arrival)
        claimed: Ticket | None = None
        for claim in arrival.claims:
            ticket = survivor(claim.ticket_id)
            if ticket is None:
                continue
            takes_part = not arrival.unproven and participating.takes_part(ticket, arrival.sender.person)
            own = None if takes_part or arrival.unproven else apart.own_ticket(ticket, arrival.sender.person)
            if claim.proven or takes_part or own is not None:
                arrival = _marked(replace(arrival, own_ticket=own), joins=True, takes_part=takes_part)
                return _join(ticket, arrival, claim.why, takes_part)
            claimed = claimed or ticket
        return _open(_marked(arrival, joins=False, may_belong=claimed is not None), claimed)


def note(ticket: Ticket, words: Words, *, by: Person, address: str, mark: str) -> Outcome:
    """Append an automatic message: nothing but the thread changes (DOMAIN 7.8)."""
    words = replace(words, marks=list(dict.fromkeys([mark, *words.marks])))
    return Outcome(What.NOTED, ticket, note_automatic(ticket, words, by=by, address=address, mark=mark))


def survivor(ticket_id: int) -> Ticket | None:
    """The ticket of that id, or where it was merged into (DOMAIN 7.5); None when it does not exist."""
    for _ in range(_LONGEST_CHAIN):
        ticket = records.find_with(Ticket, "id", ticket_id, ("department", "requester"))
        if ticket is None or ticket.merged_into_id is None:
            return ticket
        ticket_id = ticket.merged_into_id
    return None


def _marked(arrival: Arrival, *, joins: bool, takes_part: bool = True, may_belong: bool = False) -> Arrival:
    """The arrival with the marks that follow from who wrote where."""
    found = list(arrival.words.marks)
    if joins and arrival.courtesy:
        found.append(marks.COURTESY)
    if joins and arrival.spam:
        found.append(marks.SUSPECT)
    if joins and not takes_part and not arrival.unproven:
        found.append(marks.NEW_PERSON if arrival.own_ticket is None else apart.APART)
    if may_belong:
        found.append(marks.MAY_BELONG)
    if arrival.sender.agents_address:
        found.append(marks.SPOOFED)
    return replace(arrival, words=replace(arrival.words, marks=list(dict.fromkeys(found))))


def _join(ticket: Ticket, arrival: Arrival, why: str, takes_part: bool) -> Outcome:
    """To the ticket itself, or to the follow-up that its state asks for."""
    for _ in range(_LONGEST_CHAIN):
        place = place_for(ticket, courtesy=arrival.courtesy, may_reopen=takes_part)
        if place == Place.HERE:
            return _append(ticket, arrival, why, takes_part)
        next_one = None if arrival.unproven else unclosed_follow_up(ticket, joined_by=arrival.sender.person)
        if next_one is None:
            return _follow_up(ticket, arrival, why)
        ticket = next_one
    return _follow_up(ticket, arrival, why)


def _append(ticket: Ticket, arrival: Arrival, why: str, takes_part: bool) -> Outcome:
    sender = arrival.sender
    message = receive(
        ticket,
        arrival.words,
        by=sender.person,
        address=sender.address,
        to=arrival.to,
        cc=arrival.cc,
        channel=arrival.channel,
        why=why,
        from_requester=takes_part and sender.person.pk == ticket.requester_id,
    )
    if arrival.own_ticket is not None:
        apart.set_apart(message, arrival.own_ticket)
    if takes_part and possible(ticket.state, "change"):
        _add_new_people(ticket, arrival)
    return Outcome(What.APPENDED, ticket, message, why)


def _add_new_people(ticket: Ticket, arrival: Arrival) -> None:
    """Whom a participant newly put in To or Cc takes part from now on (DOMAIN 7.3)."""
    if not arrival.others:
        return
    known = set(ticket.participants.values_list("address", flat=True))
    known.add(ticket.requester_address)
    fresh = [(name, address) for name, address in arrival.others if address not in known]
    for person, address in _people(fresh, arrival.sender.person):
        if not participating.takes_part(ticket, person):
            participating.add(ticket, person, address, by=arrival.sender.person)


def _people(others: Sequence[tuple[str, str]], sender: Person) -> list[tuple[Person, str]]:
    """Contacts for addresses in copy. Colleagues are left out: they see the ticket where they work."""
    found = [(contacts.contact_for(address, name), address) for name, address in others[:MOST_COPIED]]
    return [(person, at) for person, at in found if person.kind == PersonKind.CONTACT and person.pk != sender.pk]


def _follow_up(ticket: Ticket, arrival: Arrival, why: str) -> Outcome:
    opened, message = follow_up(
        ticket,
        arrival.words,
        by=arrival.sender.person,
        address=arrival.sender.address,
        copied=_people(arrival.others, arrival.sender.person),
        channel=arrival.channel,
        acknowledge=arrival.acknowledge and not arrival.sender.agents_address,
        because=f"reply_to_{ticket.state}",  # closed, resolved or deleted
    )
    return Outcome(What.FOLLOW_UP, opened, message, why)


def _open(arrival: Arrival, claimed: Ticket | None) -> Outcome:
    request = request_of(arrival)
    if arrival.spam:
        request = replace(request, state=State.SPAM, because="mail_verdict", acknowledge=False)
        ticket, message = open_ticket(request, by=system())
        return Outcome(What.SPAM, ticket, message, "looks_like_spam", claimed)
    ticket, message = open_ticket(request, by=arrival.sender.person)
    return Outcome(What.OPENED, ticket, message, "", claimed)


def request_of(arrival: Arrival) -> Request:
    """What a ticket of its own would be made of."""
    sender = arrival.sender
    return Request(
        requester=sender.person,
        department=arrival.department,
        subject=arrival.subject,
        words=arrival.words,
        how=arrival.how,
        channel=arrival.channel,
        address=sender.address,
        our_address=arrival.our_address,
        to=arrival.to,
        cc=arrival.cc,
        copied=_people(arrival.others, sender.person),
        language=sender.person.language or _ours(arrival.words.language) or arrival.fallback_language,
        acknowledge=arrival.acknowledge and not sender.agents_address,
    )


def _learn_language(arrival: Arrival) -> None:
    """A contact's language is his first message's, once that is long enough to tell (DOMAIN 7.12)."""
    person, language = arrival.sender.person, _ours(arrival.words.language)
    if language and not person.language and not (arrival.spam or arrival.unproven):
        contacts.set_language(person, language, by_hand=False)


def _ours(language: str) -> str:
    return language if language in LANGUAGES else ""
