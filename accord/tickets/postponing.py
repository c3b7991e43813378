"""Postponing, and coming back (DOMAIN 6.8)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.models import Person
from accord.people.system import system
from accord.tickets import going_outside, pausing
from accord.tickets.acting import demand
from accord.tickets.explaining import Explanation, known, pauses_of
from accord.tickets.happenings import MessageSent, PostponementOver, TicketPostponed
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Message, MessageKind, Postponement, State, Ticket
from accord.tickets.writing import Words, add_message, seen_on_ticket

LONGEST_DAYS = 366


def postpone(
    ticket: Ticket,
    until: datetime,
    *,
    by: Person,
    explanation: Explanation | None = None,
    stay: bool = False,
    because: str = "",
) -> None:
    """Postpone until a moment. With an explanation the customer is written to, which counts as an answer.

    Postponing again moves the moment. Raises Invalid (past, or over a year), NotPossible, NotAllowed, Missing.
    """
    if not clock.now() < until:
        raise Invalid("until", sentence=_("Choose a moment in the future."))
    if (until - clock.now()).days > LONGEST_DAYS:
        raise Invalid("until", sentence=_("Choose a moment within a year."))
    if explanation is not None:
        known(explanation.reason, pauses_of(by, ticket.department_id))
        explanation.demand_complete()
    with locked(ticket):
        state = target(ticket.state, "postpone")
        demand(by, "postpone", ticket)
        if explanation is not None:
            going_outside.demand(ticket)
            if not ticket.requester_address:
                raise Missing("to", sentence=_("No mail address of the customer is known."))
        message = _explain(ticket, explanation, by) if explanation else None
        Postponement.objects.filter(ticket=ticket).delete()
        Postponement.objects.create(
            ticket=ticket,
            until=until,
            by=by,
            at=clock.now(),
            reason=explanation.reason if explanation else "",
            stay=stay,
            told=message is not None,
        )
        timers.put(pausing.TIMER, ("ticket", ticket.pk), until)
        changed = change(ticket, state=state, **(seen_on_ticket(ticket, message) if message else {}))
        record(
            TicketPostponed(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                until=until.isoformat(),
                reason=explanation.reason if explanation else "",
                told=message is not None,
                message=message.pk if message else None,
                because=because,
            )
        )
        if message is not None:
            record(MessageSent(ticket=ticket.pk, by_id=by.pk, message=message.pk, was=state))


def _explain(ticket: Ticket, explanation: Explanation, by: Person) -> Message:
    text = f"{explanation.what}\n\n{explanation.why}\n\n{explanation.next}"
    return add_message(
        ticket,
        MessageKind.OUTGOING,
        Words(text=text, language=ticket.language),
        by=by,
        address=ticket.our_address,
        to=[ticket.requester_address],
        delivery="sending",
    )


def bring_back(ticket: Ticket, *, by: Person, undone: bool = False, because: str = "") -> None:
    """End the postponement: a ticket that was never answered is new again, any other open. Else a no-op.

    `undone`: the postponing of an answered ticket is taken back, which is answered again.
    """
    with locked(ticket):
        if ticket.state != State.POSTPONED:
            return
        back = "return" if ticket.first_answered_at else "return_to_new"
        state = target(ticket.state, "undo" if undone else back)
        demand(by, "postpone", ticket)
        pausing.end(ticket)
        waits = {} if undone else {"waiting_since": _waits_since(ticket)}
        changed = change(ticket, state=state, **waits)
        record(PostponementOver(ticket=ticket.pk, by_id=by.pk, set=changed, because=because))


def _waits_since(ticket: Ticket) -> datetime:
    """The customer's unanswered last word, else now."""
    asked, answered = ticket.last_customer_at, ticket.last_answered_at
    return asked if asked and (answered is None or answered < asked) else clock.now()


def time_is_up(timer: Timer) -> None:
    """What the timer does."""
    ticket = Ticket.objects.filter(pk=timer.subject_id).first()
    if ticket is not None:
        bring_back(ticket, by=system(), because="postponed_time_over")
