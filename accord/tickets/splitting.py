"""Splitting a ticket: chosen messages and notes, with their files, become a ticket of their own. It can be undone.

Each message stands on one ticket at a time and keeps its id, so nothing is copied and nothing is lost. A mail that
answers one of ours finds the ticket on which that message stands now.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Missing, NotPossible
from accord.events.recording import record
from accord.people.models import Department, Person
from accord.people.rights import access_of
from accord.tickets import (
    audiences,
    filling,
    gathering,
    going_outside,
    indexing,
    merging,
    participating,
    sides_shown,
    tagging,
)
from accord.tickets.acting import demand
from accord.tickets.happenings import TicketOpened, TicketSplitFrom, TicketSplitOff
from accord.tickets.lifecycle import change, holding, locked, target
from accord.tickets.models import MergedMessage, Message, MessageKind, Participant, Splitting, State, Ticket
from accord.tickets.opening import Request, first_facts, insert_with_code, made
from accord.tickets.statuses.known import default_id
from accord.tickets.waiting import rank
from accord.tickets.writing import Words

HOW = "split"
UNDONE = "split_undone"


class NothingLeft(NotPossible):
    """A ticket keeps at least one message."""

    key = "nothing_left"
    sentence = _("Leave at least one message here. To give it all to somebody else, change who asks.")


@dataclass(frozen=True)
class Standing:
    """How a conversation stands by what was said last: the state that this asks for, and who waits since when."""

    state: State
    waiting_since: datetime | None
    first_answered_at: datetime | None
    last_answered_at: datetime | None


def split(
    ticket: Ticket,
    messages: Collection[int],
    *,
    by: Person,
    subject: str = "",
    requester: Person | None = None,
    address: str = "",
    department: Department | None = None,
    because: str = "",
) -> Ticket:
    """Give the messages with these ids a ticket of their own, and give that.

    Without a `requester` it is whoever wrote the first of them, else the ticket's own; without a department, the same.
    Raises Missing (none of them is here), NothingLeft, NotPossible (closed, spam, a running chat), NotAllowed.
    """
    with locked(ticket):
        target(ticket.state, "split")
        demand(by, "edit", ticket)
        going_outside.demand(ticket)
        department = department or ticket.department
        if by.is_agent:
            access_of(by).demand("open", department.pk)
        chosen, rest = _parted(ticket, messages, by)
        who, where = _requester(ticket, chosen, requester, address)
        new = _opened(ticket, chosen, who, where, subject, department)
        ids = [message.pk for message in chosen]
        gathering.move(ids, new)
        gathering.mark(ids, False)
        _begin(ticket, new, chosen, who, where)
        Splitting.objects.create(new=new, old=ticket, by=by, at=clock.now(), messages=ids)
        _tell_of_new(ticket, new, ids[0], by, because)
        changed = change(ticket, **gathering.counted(ticket), **_left(ticket, chosen, rest))
        off = TicketSplitOff(
            ticket=ticket.pk, by_id=by.pk, set=changed, new=new.pk, code=new.code, moved=ids, because=because
        )
        record(off)
        indexing.rebuild(new.pk)
    return new


def _tell_of_new(ticket: Ticket, new: Ticket, first: int, by: Person, because: str) -> None:
    """What stands in the new one's history."""
    opened = TicketOpened(
        ticket=new.pk,
        by_id=by.pk,
        set=first_facts(new),
        how=HOW,
        message=first,
        from_address=new.requester_address,
        because=because,
    )
    with holding(new):
        record(opened)
        record(TicketSplitFrom(ticket=new.pk, by_id=by.pk, old=ticket.pk, code=ticket.code, because=because))


def unsplit(new: Ticket, *, by: Person) -> Ticket | None:
    """Put back what was split off, with all that was written on it since; gives the ticket where it stands now.

    The split-off ticket is merged into the one that it came from, so its code, its links and answers to its mails lead
    there. One that was not split off: a no-op that gives None. Raises NotPossible (one of them is closed), NotAllowed.
    """
    row = Splitting.objects.select_related("old").filter(new=new).first()
    if row is None:
        return None
    old = row.old
    while old.merged_into is not None:  # it went on into another
        old = old.merged_into
    with locked(old, new.pk):
        merging.merge(new, old, by=by, back=True, because=UNDONE)
        apart = MergedMessage.objects.filter(message_id__in=row.messages, apart=True)
        gathering.mark(list(apart.values_list("message_id", flat=True).distinct()), True)
        row.delete()
    return old


def split_from(new: Ticket) -> Ticket | None:
    """The ticket that this one was split off; None when it was not, or when that was undone."""
    row = Splitting.objects.select_related("old").filter(new=new).first()
    return row.old if row is not None else None


def _parted(ticket: Ticket, wanted: Collection[int], by: Person) -> tuple[list[Message], list[Message]]:
    """(the chosen messages, the others), in order. A side conversation goes as a whole, and nobody moves a note that he
    may not read."""
    everything = list(Message.objects.select_related("author").filter(ticket=ticket).order_by("id"))
    unread = audiences.hidden(everything, audiences.of(everything), access_of(by) if by.is_agent else None)
    sides = {number: side.pk for number, side in sides_shown.of(everything).items()}
    going = {sides[number] for number in set(wanted) & sides.keys()}
    ids = (set(wanted) | {number for number, side in sides.items() if side in going}) - unread
    chosen = [message for message in everything if message.pk in ids]
    rest = [message for message in everything if message.pk not in ids]
    if not chosen:
        raise Missing("messages", sentence=_("Choose the messages that go."))
    if not rest:
        raise NothingLeft("split")
    return chosen, rest


def _requester(
    ticket: Ticket, chosen: Sequence[Message], wanted: Person | None, address: str
) -> tuple[Person, str]:
    """Who asks on the new ticket, and where he is written to."""
    if wanted is not None:
        same = ticket.requester_address if wanted.pk == ticket.requester_id else wanted.email
        return wanted, address or same
    for message in chosen:
        author = message.author
        if message.kind == MessageKind.INCOMING and author is not None and not author.is_agent:
            return author, message.author_address or author.email
    return ticket.requester, ticket.requester_address


def _opened(
    ticket: Ticket,
    chosen: Sequence[Message],
    requester: Person,
    address: str,
    subject: str,
    department: Department,
) -> Ticket:
    """The new ticket, stored, as its messages ask for."""
    stands = standing(chosen)
    same = requester.pk == ticket.requester_id
    request = Request(
        requester=requester,
        department=department,
        subject=subject.strip() or ticket.subject,
        words=Words(),
        how=HOW,
        channel=ticket.channel,
        address=address,
        our_address=ticket.our_address,
        language=ticket.language if same else requester.language or chosen[0].language or ticket.language,
        priority=ticket.priority,
        tags=list(ticket.tag_names),
        fields=filling.carried(ticket),
        assignee=ticket.assignee if department.pk == ticket.department_id else None,
    )
    new = made(request, State.NEW)
    new.state, new.status_id = stands.state, default_id(stands.state)
    new.waiting_since = stands.waiting_since
    new.rank_at = rank(stands.waiting_since, ticket.priority)
    new.to_solve = stands.waiting_since is not None
    new.first_answered_at, new.last_answered_at = stands.first_answered_at, stands.last_answered_at
    new.last_agent_id = next((m.author_id for m in reversed(chosen) if m.kind == MessageKind.OUTGOING), None)
    insert_with_code(new)
    return new


def _begin(ticket: Ticket, new: Ticket, chosen: Iterable[Message], who: Person, address: str) -> None:
    """Who takes part: who wrote what went and, where the same person asks, who was in copy."""
    copied: dict[tuple[int, str], Person] = {}
    for message in chosen:
        author = message.author
        if message.kind == MessageKind.INCOMING and author is not None and not author.is_agent:
            copied[author.pk, message.author_address] = author
    if who.pk == ticket.requester_id:
        for row in Participant.objects.select_related("person").filter(ticket=ticket, is_requester=False):
            copied.setdefault((row.person_id, row.address), row.person)
    others = [(person, at) for (number, at), person in copied.items() if number != who.pk and at]
    participating.begin(new, who, address, others)
    tagging.begin(new)
    filling.begin(new)
    for name, value in gathering.counted(new).items():
        setattr(new, name, value)
    new.save(update_fields=["messages_count", "last_message_at", "last_customer_at", "snippet"])


def standing(messages: Iterable[Message]) -> Standing:
    """How these messages stand, the oldest first: who spoke last decides. Notes and machines are nobody."""
    waits: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None
    spoke = False
    for message in messages:
        if message.kind == MessageKind.NOTE or not gathering.MACHINES.isdisjoint(message.marks):
            continue
        spoke = True
        if message.kind == MessageKind.OUTGOING:
            waits, first, last = None, first or message.at, message.at
        else:
            waits = waits or message.at
    if not spoke:
        return Standing(State.NEW, clock.now(), None, None)
    if waits is None:
        return Standing(State.ANSWERED, None, first, last)
    return Standing(State.OPEN if first else State.NEW, waits, first, last)


def _left(ticket: Ticket, chosen: Iterable[Message], rest: Iterable[Message]) -> dict[str, Any]:
    """What the old ticket's row learns: nobody waits for what went, and what is left unanswered waits again."""
    gone = {message.kind for message in chosen}
    stands = standing(rest)
    waited = standing(sorted((*chosen, *rest), key=lambda message: message.pk)).waiting_since
    fields: dict[str, Any] = {}
    if MessageKind.OUTGOING in gone:
        fields["first_answered_at"] = stands.first_answered_at
        fields["last_answered_at"] = stands.last_answered_at
    if ticket.state == State.OPEN and MessageKind.INCOMING in gone and stands.state == State.ANSWERED:
        fields["state"] = target(ticket.state, "mark_answered")
    elif ticket.state == State.ANSWERED and MessageKind.OUTGOING in gone and stands.waiting_since is not None:
        fields |= {"state": target(ticket.state, "customer_writes"), "waiting_since": stands.waiting_since}
    elif ticket.state in (State.NEW, State.OPEN) and stands.waiting_since and stands.waiting_since != waited:
        fields["waiting_since"] = stands.waiting_since
    return fields
