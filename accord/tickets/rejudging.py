"""An agent overrules the courtesy guard, either way, and resolves with one key what thanks had opened (DOMAIN 6.3)."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotPossible
from accord.events.models import Event
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import hearing, participating, resolutions, resolving
from accord.tickets.acting import demand
from accord.tickets.explaining import Explanation
from accord.tickets.following_up import follow_up, unclosed_follow_up
from accord.tickets.happenings import MessageReceived, MessageRejudged
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, Resolution, State, Ticket
from accord.tickets.receiving import Place, place_for, receive
from accord.tickets.writing import Words

COURTESY = "courtesy"
NO_WORD = frozenset({COURTESY, "auto-reply", "bounce", "delay", "receipt", "feedback", "calendar-reply"})
_ENDED = (State.RESOLVED, State.CLOSED)
_OPENERS = (MessageReceived.key, MessageRejudged.key)


class NoThanks(NotPossible):
    """What the customer wrote last is not marked as thanks only."""

    key = "no_thanks"
    sentence = _("What the customer wrote last is more than thanks. Resolve it with an explanation.")


def more_than_thanks(ticket: Ticket, message: Message, *, by: Person) -> Ticket:
    """"This was no thanks": the words count as an ordinary reply from now on. Gives the ticket where they are answered.

    A resolved ticket opens; a closed one opens within its department's window, else a follow-up does. On a message
    that is not marked a no-op. Raises NotAllowed, NotPossible.
    """
    with locked(ticket):
        demand(by, "reply", ticket)
        _demand_incoming(ticket, message)
        if COURTESY not in message.marks:
            return ticket
        message.marks = [mark for mark in message.marks if mark != COURTESY]
        message.save(update_fields=["marks"])
        was, where = State(ticket.state), ticket
        fields: dict[str, Any] = {"last_customer_at": max(ticket.last_customer_at or message.at, message.at)}
        if was in _ENDED:
            part = message.author is not None and participating.takes_part(ticket, message.author)
            if place_for(ticket, may_reopen=part) == Place.HERE:
                state = target(was, "customer_writes" if was == State.RESOLVED else "reply_reopens")
                resolutions.end(ticket)
                fields |= {"state": state, "waiting_since": message.at, **resolutions.UNDONE}
            else:
                where = _follow(ticket, message)
        changed = change(ticket, **fields)
        record(
            MessageRejudged(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                message=message.pk,
                courtesy=False,
                was=was,
                follow_up=where.pk if where.pk != ticket.pk else None,
            )
        )
        hearing.opened(ticket, was)
    return where


def only_thanks(ticket: Ticket, message: Message, *, by: Person) -> None:
    """"This was only thanks": an ordinary reply is marked, and if it opened the ticket, that is undone.

    The ticket is then resolved (or closed) as it was before, its question and the days since it was told included. If
    something else has moved it meanwhile, only the mark is set. Raises NotAllowed, NotPossible.
    """
    with locked(ticket):
        demand(by, "reply", ticket)
        _demand_incoming(ticket, message)
        if COURTESY in message.marks:
            return
        message.marks = [*message.marks, COURTESY]
        message.save(update_fields=["marks"])
        was = State(ticket.state)
        changed = change(ticket, last_customer_at=_last_word(ticket), **_before(ticket, message))
        if ticket.resolution_id is not None and ticket.state in _ENDED:
            Resolution.objects.filter(pk=ticket.resolution_id).update(ended_at=None)
        record(
            MessageRejudged(
                ticket=ticket.pk, by_id=by.pk, set=changed, message=message.pk, courtesy=True, was=was
            )
        )


def resolve_after_thanks(ticket: Ticket, *, by: Person) -> Resolution | None:
    """Resolve what only thanks had opened; nobody is written to, because there is nothing to say.

    On a resolved ticket a no-op. Raises NoThanks when the customer's last message is not marked, NotAllowed.
    """
    with locked(ticket):
        demand(by, "resolve", ticket)
        if ticket.state != State.RESOLVED and not thanked_last(ticket):
            raise NoThanks()
        return resolving.resolve(
            ticket, Explanation("solved"), by=by, silent=True, right="resolve", because="only_thanks"
        )


def thanked_last(ticket: Ticket) -> bool:
    """Whether we have answered, and the newest of all messages is the customer's thanks."""
    if ticket.first_answered_at is None:
        return False
    said = Message.objects.filter(ticket=ticket).exclude(kind=MessageKind.NOTE).order_by("-id").first()
    return said is not None and said.kind == MessageKind.INCOMING and COURTESY in said.marks


def _demand_incoming(ticket: Ticket, message: Message) -> None:
    message.refresh_from_db()
    if message.ticket_id != ticket.pk or message.kind != MessageKind.INCOMING:
        raise NotPossible("message", sentence=_("Only what a customer wrote on this ticket can be thanks."))


def _follow(ticket: Ticket, message: Message) -> Ticket:
    """The words go to the follow-up that they would have opened, or joined."""
    author = message.author or ticket.requester
    words = Words(message.text, message.html, message.quoted, language=message.language, marks=list(message.marks))
    there = unclosed_follow_up(ticket, joined_by=author)
    if there is None:
        address, channel = message.author_address, message.channel
        return follow_up(ticket, words, by=author, address=address, channel=channel, because="more_than_thanks")[0]
    receive(
        there,
        words,
        by=author,
        address=message.author_address,
        channel=message.channel,
        from_requester=author.pk == there.requester_id,
    )
    return there


def _before(ticket: Ticket, message: Message) -> dict[str, Any]:
    """What the row held before `message` opened the ticket; nothing if it did not, or if more has moved it since."""
    moves = Event.objects.filter(ticket_id=ticket.pk).order_by("-id").iterator(chunk_size=50)
    newest = next((event for event in moves if "state" in event.data.get("set", {})), None)
    if newest is None or newest.kind not in _OPENERS or newest.data.get("message") != message.pk:
        return {}
    was = newest.data.get("was")
    if was not in _ENDED:
        return {}
    fields: dict[str, Any] = dict.fromkeys(resolutions.UNDONE)
    earlier = Event.objects.filter(ticket_id=ticket.pk, id__lt=newest.pk).order_by("id")
    for data in earlier.values_list("data", flat=True):
        fields |= {name: value for name, value in data.get("set", {}).items() if name in fields}
    for name in ("resolved_at", "closed_at"):
        fields[name] = parse_datetime(fields[name]) if fields[name] else None
    fields["closed_by_customer"] = bool(fields["closed_by_customer"])
    return {**fields, "state": target(ticket.state, "only_thanks", was)}


def _last_word(ticket: Ticket) -> datetime | None:
    """When the customer last said something that was neither thanks only nor automatic."""
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.INCOMING).order_by("-id")
    return next((at for at, marks in said.values_list("at", "marks").iterator() if NO_WORD.isdisjoint(marks)), None)
