"""Side conversations: asking somebody outside about a ticket, without its customer.

Each message of one is a note of the ticket, so whatever shows customers no notes shows them none of these. Answers
never change the ticket's state, except where who began it wants to be woken. They stand where their messages stand:
merging and splitting move them without knowing of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Invalid, Missing
from accord.events.recording import record
from accord.people.models import Person
from accord.people.system import system
from accord.tickets import going_outside, postponing
from accord.tickets.acting import demand
from accord.tickets.happenings import SideAnswered, SideBegun, SideEnded, SideSent, SideTakenUp, SideWoke
from accord.tickets.lifecycle import change, locked, possible, target
from accord.tickets.models import (
    Message,
    MessageKind,
    Participant,
    SideConversation,
    SideMessage,
    State,
    Ticket,
)
from accord.tickets.sides_shown import SIDE
from accord.tickets.writing import Words, add_message

SUBJECT = 300
MOST = 20  # people in one
MOST_OPEN = 50  # on one ticket
EVER = "tickets.side_conversations"

options.define(EVER, False, _("Whether there was ever a side conversation"), shown=False)


def begin(
    ticket: Ticket,
    subject: str,
    words: Words,
    *,
    by: Person,
    to: Sequence[str],
    cc: Sequence[str] = (),
    wakes: bool = False,
) -> tuple[SideConversation, Message]:
    """Write to somebody outside; mailed after commit. `wakes`: his answer brings the ticket back to open.

    Raises Missing (nobody, no words), Invalid (the customer himself), NotPossible (closed, internal), NotAllowed.
    """
    people, copied = list(dict.fromkeys(to))[:MOST], list(dict.fromkeys(cc))[:MOST]
    if not people:
        raise Missing("to", sentence=_("Write to whom it goes."))
    _demand_words(words)
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "reply", ticket)
        going_outside.demand(ticket)
        _demand_not_theirs(ticket, [*people, *copied])
        _demand_few(ticket)
        about = " ".join(subject.split())[:SUBJECT] or ticket.subject
        side = SideConversation.objects.create(
            ticket=ticket, subject=about, to=people, cc=copied, wakes=wakes, begun_by=by, begun_at=clock.now()
        )
        if not options.get(EVER):
            options.put(EVER, True)
        record(SideBegun(ticket=ticket.pk, by_id=by.pk, side=side.pk, to=[*people, *copied], about=about))
        message = _ours(side, ticket, words, by)
    return side, message


def write(side: SideConversation, words: Words, *, by: Person) -> Message:
    """Write on in it; one that was over goes on. Raises Missing, NotPossible (the ticket is closed), NotAllowed."""
    _demand_words(words)
    ticket = home(side)
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "reply", ticket)
        going_outside.demand(ticket)
        _demand_not_theirs(ticket, [*side.to, *side.cc])
        _take_up(side, ticket, by)
        SideConversation.objects.filter(pk=side.pk).update(answered_at=None)
        return _ours(side, ticket, words, by)


def answered(
    side: SideConversation,
    words: Words,
    *,
    by: Person,
    address: str,
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    from_outside: bool = True,
    mark: str = "",
) -> Message:
    """What came in for it, in any state of the ticket: appended, and unless it is automatic (`mark`) it may wake."""
    ticket = home(side)
    with locked(ticket):
        marked = replace(words, marks=list(dict.fromkeys([SIDE, *([mark] if mark else []), *words.marks])))
        message = add_message(
            ticket, MessageKind.NOTE, marked, by=by, address=address, to=to, cc=cc, channel="email"
        )
        SideMessage.objects.create(message=message, side=side, from_outside=from_outside)
        changed = change(ticket, messages_count=ticket.messages_count + 1)
        event = SideAnswered(
            ticket=ticket.pk, by_id=by.pk, set=changed, side=side.pk, message=message.pk, mark=mark
        )
        record(event)
        if from_outside and not mark:
            SideConversation.objects.filter(pk=side.pk).update(answered_at=message.at)
            if side.wakes:
                _wake(ticket, side)
    return message


def end(side: SideConversation, *, by: Person) -> None:
    """It is over; what still comes is kept in it. Again is a no-op. Raises NotAllowed."""
    ticket = home(side)
    with locked(ticket):
        demand(by, "reply", ticket)
        side.refresh_from_db()
        if side.open:
            side.ended_at = clock.now()
            side.save(update_fields=["ended_at"])
            record(SideEnded(ticket=ticket.pk, by_id=by.pk, side=side.pk, about=side.subject))


def take_up(side: SideConversation, *, by: Person) -> None:
    """It goes on. Again is a no-op. Raises NotAllowed."""
    ticket = home(side)
    with locked(ticket):
        demand(by, "reply", ticket)
        _take_up(side, ticket, by)


def home(side: SideConversation) -> Ticket:
    """The ticket in which its newest message stands."""
    rows = SideMessage.objects.select_related("message__ticket__department").filter(side=side)
    last = rows.order_by("-message_id").first()
    return last.message.ticket if last is not None else Ticket.objects.get(pk=side.ticket_id)


def of(ticket: Ticket) -> list[SideConversation]:
    """The side conversations of which messages stand in this ticket, the newest first."""
    here = SideMessage.objects.filter(message__ticket=ticket).values("side_id")
    return list(SideConversation.objects.filter(pk__in=here).order_by("-id"))


def _ours(side: SideConversation, ticket: Ticket, words: Words, by: Person) -> Message:
    message = add_message(
        ticket,
        MessageKind.NOTE,
        replace(words, marks=[SIDE, *words.marks]),
        by=by,
        to=side.to,
        cc=side.cc,
        channel="email",
        delivery="sending",
    )
    SideMessage.objects.create(message=message, side=side, from_outside=False)
    changed = change(ticket, messages_count=ticket.messages_count + 1)
    record(SideSent(ticket=ticket.pk, by_id=by.pk, set=changed, side=side.pk, message=message.pk))
    return message


def _take_up(side: SideConversation, ticket: Ticket, by: Person) -> None:
    side.refresh_from_db()
    if not side.open:
        side.ended_at = None
        side.save(update_fields=["ended_at"])
        record(SideTakenUp(ticket=ticket.pk, by_id=by.pk, side=side.pk, about=side.subject))


def _wake(ticket: Ticket, side: SideConversation) -> None:
    if ticket.state == State.POSTPONED:
        postponing.bring_back(ticket, by=system(), because="side_answer")
    elif possible(ticket.state, "wake"):
        changed = change(ticket, state=target(ticket.state, "wake"))
        record(SideWoke(ticket=ticket.pk, by_id=system().pk, set=changed, side=side.pk, because="side_answer"))


def _demand_words(words: Words) -> None:
    if not words.text.strip() and not words.files:
        raise Missing("text", sentence=_("There is nothing written yet."))


def _demand_not_theirs(ticket: Ticket, addresses: Sequence[str]) -> None:
    """Who takes part gets answers, not what is said about him."""
    rows = Participant.objects.filter(ticket=ticket)
    theirs = {address.lower() for address in rows.values_list("address", flat=True)} | {
        email.lower() for email in rows.values_list("person__addresses__email", flat=True) if email
    }
    for address in addresses:
        if address.lower() in theirs - {""}:
            raise Invalid(
                "to",
                sentence=_("%(address)s takes part in this ticket. Write there with an answer."),
                address=address,
            )


def _demand_few(ticket: Ticket) -> None:
    if SideConversation.objects.filter(ticket=ticket, ended_at=None).count() >= MOST_OPEN:
        raise Invalid("side", sentence=_("So many side conversations are open here. End some first."))
