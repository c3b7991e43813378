"""An agent answers. His words are stored before anything else happens to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Conflict, Missing, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import (
    agreeing,
    apart,
    drafting,
    filling,
    going_outside,
    participating,
    pausing,
    resolutions,
)
from accord.tickets.acting import demand
from accord.tickets.checklists.ticking import demand_done
from accord.tickets.explaining import Explanation, endings_of, kin_of, known
from accord.tickets.happenings import MarkedAnswered, MessageSent, TicketResolved
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, Resolution, State, Ticket
from accord.tickets.tags.shaping import demand_tagged
from accord.tickets.writing import Words, add_message, seen_on_ticket

ANSWERS = frozenset({"last_answered_at", "first_answered_at"})  # the columns that say so of a customer


class SomebodyAnswered(Conflict):
    """Another message came while this one was written; the page shows it and asks again."""

    key = "somebody_answered"
    sentence = _("Somebody wrote on this ticket while you did. Look at it, then send yours.")


def reply(
    ticket: Ticket,
    words: Words,
    *,
    by: Person,
    to: Sequence[str] | None = None,
    cc: Sequence[str] | None = None,
    bcc: Sequence[str] = (),
    seen: int | None = None,
    keep_postponed: bool = False,
    open_again: bool = False,
    keep_state: bool = False,
    resolve: Explanation | None = None,
    keep_draft: bool = False,
    because: str = "",
) -> Message:
    """Answer the customer and, unless `to` or `cc` say otherwise, everybody in copy; the channel delivers after commit.

    `seen` is the newest message id that the writer's page showed: a newer one from somebody else raises
    SomebodyAnswered. `resolve` makes it "send and resolve": the reply is the explanation. `open_again` on a resolved
    ticket opens it. What the writer has in his composer goes, unless `keep_draft`. With `keep_state` the ticket stays
    as it is and the customer goes on waiting. Raises NotPossible (closed, spam, deleted), NotAllowed, Missing (nothing
    written, nobody to send it to).
    """
    if not words.text.strip() and not words.files:
        raise Missing("text", sentence=_("There is nothing written yet."))
    with locked(ticket):
        state = target(ticket.state, "reply")
        demand(by, "reply", ticket)
        going_outside.demand(ticket)
        demand_tagged(ticket, by)
        if seen is not None:
            _check_seen(ticket, seen, by)
        was = State(ticket.state)
        if keep_state or (was == State.POSTPONED and keep_postponed):
            state = was
        if cc is None:
            cc = participating.addresses_in_copy(ticket) if to is None else ()
        to = [ticket.requester_address] if to is None else to
        if not any(each.strip() for each in (*to, *cc, *bcc)):
            raise Missing("to", sentence=_("No mail address of the customer is known."))
        own = apart.only_for(ticket, [*to, *cc, *bcc])
        if own is not None:
            _demand_no_question(resolve)
            words = replace(words, marks=[*words.marks, apart.APART])
        message = add_message(
            ticket,
            MessageKind.OUTGOING,
            words,
            by=by,
            address=ticket.our_address,
            to=to,
            cc=cc,
            bcc=bcc,
            delivery="sending",
        )
        if own is not None:
            apart.set_apart(message, own)
        fields: dict[str, Any] = {"last_agent_id": by.pk} if by.is_agent else {}
        if was == State.RESOLVED and open_again:
            state = State.OPEN
            resolutions.end(ticket)
            fields |= resolutions.UNDONE
        if was == State.POSTPONED and state != was:
            pausing.end(ticket)
        resolution = None
        if resolve is not None and was != State.RESOLVED:
            known(resolve.reason, endings_of(by, ticket.department_id))
            if kin_of(resolve.reason) == agreeing.BEHAVIOUR:
                agreeing.demand_consent(ticket, by=by)
            filling.demand_filled(ticket, State.RESOLVED, by)
            demand_done(ticket, by)
            resolution = resolutions.begin(ticket, resolve, by=by, message=message)
        fields = seen_on_ticket(ticket, message) | fields
        if keep_state:
            fields = {name: value for name, value in fields.items() if name not in ANSWERS}
        changed = change(ticket, state=state, **fields)
        record(
            MessageSent(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                message=message.pk,
                resolution=resolution.pk if resolution else None,
                was=was,
                because=because,
            )
        )
        if resolution is not None:
            _resolve_with(ticket, resolution, message, by)
        if not keep_draft:
            drafting.forget(ticket, by, "reply")
    return message


def _resolve_with(ticket: Ticket, resolution: Resolution, message: Message, by: Person) -> None:
    state = target(ticket.state, "resolve")
    changed = change(ticket, state=state, resolution_id=resolution.pk, resolved_at=resolution.at)
    record(
        TicketResolved(
            ticket=ticket.pk,
            by_id=by.pk,
            set=changed,
            resolution=resolution.pk,
            reason=resolution.reason,
            message=message.pk,
        )
    )


def _demand_no_question(resolve: Explanation | None) -> None:
    """The question "is it solved?" goes to the requester; an answer that he does not get cannot ask it."""
    if resolve is not None:
        raise NotPossible(
            "resolve", sentence=_("This answer does not go to the requester, who decides. Send it, then resolve.")
        )


def _check_seen(ticket: Ticket, seen: int, by: Person) -> None:
    newer = Message.objects.filter(ticket=ticket, id__gt=seen).exclude(author_id=by.pk).exclude(kind=MessageKind.NOTE)
    if newer.exists():
        raise SomebodyAnswered()


def mark_answered(ticket: Ticket, *, by: Person, because: str = "") -> None:
    """Say that the customer has his answer (given elsewhere). On an answered ticket a no-op."""
    with locked(ticket):
        if ticket.state == State.ANSWERED:
            return
        state = target(ticket.state, "mark_answered")
        demand(by, "reply", ticket)
        changed = change(ticket, state=state)
        record(MarkedAnswered(ticket=ticket.pk, by_id=by.pk, set=changed, because=because))
