"""Which mails an event calls for: to whom, with which words. Nothing is stored or sent here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from accord.channels.email.addressing import desk_name, read_by
from accord.channels.email.answers import answer_mails
from accord.channels.email.drafting import Mail, Nature
from accord.channels.email.forwards import forward_mails
from accord.channels.email.letters import acknowledging, ending, reminding, saying, transcribing
from accord.channels.email.letters.blocks import Block
from accord.channels.email.outside import outside_mails, told_outside
from accord.channels.email.posting import Desk
from accord.channels.email.reaching import Recipient, in_copy, requester
from accord.channels.email.side_mails import side_mails
from accord.channels.email.wordings import wearing
from accord.channels.email.wordings.remembered import wording
from accord.core import records
from accord.events.kinds import upcast
from accord.events.models import Event
from accord.people.models import Person
from accord.tickets import apart, links, participating
from accord.tickets.happenings import (
    ClosedByAgent,
    ClosedByCustomer,
    CustomerReminded,
    MailedOutside,
    MessageForwarded,
    MessageReceived,
    MessageSent,
    SideSent,
    TicketOpened,
    TicketResolved,
    TranscriptSent,
)
from accord.tickets.models import Message, Resolution, State, Ticket

Data = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """Which mail a team can have worded for itself, with the values that only this mail has."""

    kind: str
    values: Callable[[], Mapping[str, str]] = dict


def plan(event: Event) -> list[Mail]:
    """The mails of that event, in the order in which they go; none when it is out of date or nobody can be told."""
    ticket = records.find_with(Ticket, "id", event.ticket_id or 0, ("requester", "department"))
    planner = _PLANNERS.get(event.kind)
    if ticket is None or planner is None or ticket.purged_at is not None:
        return []
    desk = Desk.of(ticket)
    with read_by(ticket.requester, desk.language):
        return planner(desk, event, upcast(event.kind, event.version, {**event.data, **(event.words or {})}))


def _answer(desk: Desk, event: Event, data: Data) -> list[Mail]:
    message = records.find_with(Message, "id", data["message"], ("author",))
    if message is None:
        return []
    if message.ticket_id == desk.ticket.pk:
        message.ticket = desk.ticket
    source = apart.source_of(message)
    if source is None:
        return answer_mails(desk, message, data)
    own = Desk.of(source)  # its people read of their own ticket only (DOMAIN 7.5)
    with read_by(source.requester, own.language):
        return answer_mails(own, message, data)


def _received(desk: Desk, event: Event, data: Data) -> list[Mail]:
    """Once, for a person's own new request, where the mailbox wants it (DOMAIN 7.17)."""
    ticket, who = desk.ticket, requester(desk.ticket, shown=False)
    wanted = desk.mailbox is None or desk.mailbox.acknowledge
    if who is None or not wanted or ticket.requester.is_agent or ticket.state in (State.SPAM, State.DELETED):
        return []
    follows = data.get("follow_up_of")
    earlier = records.find(Ticket, "id", follows) if follows else None
    if earlier is not None and not participating.takes_part(earlier, ticket.requester):
        earlier = None  # a stranger learns nothing about it (DOMAIN 7.4)
    url = desk.personal_url()
    blocks = acknowledging.received(ticket, url, earlier)
    own = Words("followed_up" if earlier is not None else "received", lambda: acknowledging.values(earlier))
    return [_one(desk, "received", blocks, who, Nature.REPLY, url, own=own)]


def _resolved(desk: Desk, event: Event, data: Data) -> list[Mail]:
    """The question to the requester, the same without buttons to each person in copy."""
    ticket = desk.ticket
    resolution = records.find_with(Resolution, "id", data["resolution"], ("by",))
    if resolution is None or resolution.ended_at is not None or ticket.state != State.RESOLVED:
        return []
    who = _signed(resolution.by, desk)
    mails: list[Mail] = []
    asked = requester(ticket)
    if asked is not None:
        blocks = ending.asked(ticket, resolution, who, ticket.requester_address)
        url = desk.personal_url()
        part = "resolved-by-time" if data.get("because") == "silent_after_answer" else "resolved"
        own = Words("resolved")
        mails.append(
            _one(desk, part, blocks, asked, Nature.NOTICE, url, resolution.by, resolution.pk, own=own)
        )
    for copy in in_copy(ticket):
        url = links.ticket_url(ticket, copy.person_id, copy.address)
        blocks = ending.resolved(ticket, resolution, who)
        part = f"resolved-copy-{copy.person_id}"
        mails.append(_one(desk, part, blocks, copy, Nature.NOTICE, url, resolution.by))
    return mails


def _reminded(desk: Desk, event: Event, data: Data) -> list[Mail]:
    """The question again, to the requester alone; none when its resolution is over (DOMAIN 7.1)."""
    ticket, who = desk.ticket, requester(desk.ticket)
    resolution = records.find_with(Resolution, "id", data["resolution"], ("by", "message"))
    over = resolution is None or resolution.ended_at is not None or ticket.resolution_id != resolution.pk
    if who is None or resolution is None or over or ticket.state != State.RESOLVED:
        return []
    signed = _signed(resolution.by, desk)
    blocks = reminding.reminded(ticket, resolution, signed, who.address, last=bool(data.get("last")))
    url = desk.personal_url()
    own = Words(
        "last_reminder" if data.get("last") else "reminder",
        lambda: {"resolved.day": saying.day(resolution.at)},
    )
    return [_one(desk, "reminded", blocks, who, Nature.NOTICE, url, resolution.by, resolution.pk, own=own)]


def _closed(desk: Desk, event: Event, data: Data) -> list[Mail]:
    who = requester(desk.ticket)
    if who is None or desk.ticket.state != State.CLOSED:
        return []
    url = desk.personal_url()
    blocks = ending.closed(desk.ticket, data.get("basis", ""), url)
    part = "closed-by-time" if data.get("because") == "silent_after_reminders" else "closed"
    own = Words("closed", lambda: {"closed.because": ending.closed_because(data.get("basis", ""))})
    return [_one(desk, part, blocks, who, Nature.NOTICE, url, own=own)]


def _confirmed(desk: Desk, event: Event, data: Data) -> list[Mail]:
    """By a link only: whoever held it, the requester hears of it and can take it back (DOMAIN 7.9)."""
    who = requester(desk.ticket)
    if who is None or not (data.get("by_link") or data.get("speaking")) or desk.ticket.state != State.CLOSED:
        return []
    if data.get("speaking"):
        blocks = ending.spoken_for(desk.ticket, _name(event.actor_id), desk.personal_url())
        return [_one(desk, "confirmed", blocks, who, Nature.NOTICE, desk.personal_url())]
    blocks = ending.confirmed(desk.ticket, data.get("resolution"), data.get("link_address", ""), who.address)
    return [_one(desk, "confirmed", blocks, who, Nature.NOTICE, desk.personal_url())]


def _copy_says(desk: Desk, event: Event, data: Data) -> list[Mail]:
    """Somebody in copy says that it is solved: told to the requester, who decides (DOMAIN 7.2)."""
    ticket, who = desk.ticket, requester(desk.ticket)
    if (
        who is None
        or "copy-solved" not in data.get("marks", [])
        or ticket.state in (State.CLOSED, State.SPAM)
    ):
        return []
    message = Message.objects.filter(pk=data["message"]).first()
    if message is None or apart.APART in message.marks or message.author_id == ticket.requester_id:
        return []
    asked = ticket.resolution_id if ticket.state == State.RESOLVED else None
    blocks = ending.said_by_another(ticket, asked, _name(event.actor_id), ticket.requester_address)
    return [_one(desk, "copy-says", blocks, who, Nature.NOTICE, desk.personal_url())]


def _transcript(desk: Desk, event: Event, data: Data) -> list[Mail]:
    """The conversation to the requester, or to somebody else: then with no link, and its answer opens a new ticket."""
    who, agent = requester(desk.ticket), Person.objects.filter(pk=event.actor_id, kind="agent").first()
    if data.get("to_customer", True):
        if who is None:
            return []
        url = desk.personal_url()
        blocks = transcribing.transcript(desk.ticket, url)
        return [_one(desk, "transcript", blocks, who, Nature.NOTICE, url, agent, own=Words("transcript"))]
    return told_outside(desk, data.get("address", ""), transcribing.transcript(desk.ticket), agent)


def _name(person_id: int) -> str:
    """The name of somebody outside, as others outside may read it."""
    person = Person.objects.filter(pk=person_id).first()
    return person.public_name if person is not None else ""


def _one(
    desk: Desk,
    part: str,
    blocks: list[Block],
    who: Recipient,
    nature: Nature,
    url: str,
    agent: Person | None = None,
    resolution_id: int | None = None,
    *,
    own: Words | None = None,
) -> Mail:
    worded = wording(own.kind, desk.ticket.department_id, desk.language) if own is not None else None
    if worded is not None and own is not None:
        value = wearing.about_ticket(desk.ticket, agent, own.values())
        blocks = wearing.blocks(worded, blocks, value)
    mail = desk.mail(
        part,
        blocks,
        to=[(who.name, who.address)],
        nature=nature,
        message_id=desk.new_id(),
        agent=agent,
        link_url=url,
    )
    if worded is not None:
        mail = replace(mail, subject=wearing.subject(worded, value, desk.ticket.code))
    return mail if resolution_id is None else mail.asking(resolution_id)


def _signed(by: Person, desk: Desk) -> str:
    name = desk_name(desk.mailbox)
    return f"{by.public_name}, {name}" if by.is_agent else name


_PLANNERS: dict[str, Callable[[Desk, Event, Data], list[Mail]]] = {
    MessageSent.key: _answer,
    TicketOpened.key: _received,
    TicketResolved.key: _resolved,
    CustomerReminded.key: _reminded,
    ClosedByAgent.key: _closed,
    ClosedByCustomer.key: _confirmed,
    MessageReceived.key: _copy_says,
    MailedOutside.key: outside_mails,
    MessageForwarded.key: forward_mails,
    SideSent.key: side_mails,
    TranscriptSent.key: _transcript,
}
