"""Why To Solve gives this ticket first, as a key with moments; the sentence is made when it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accord.core import clock
from accord.people.models import Person
from accord.sla import over
from accord.tickets import waiting
from accord.tickets.models import Priority, Ticket

CLOCK, OWN, LAST, WAITED = "clock", "own", "last", "waited"


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` is clock (an answer clock runs until `due_at`), own, last (he answered it last) or waited."""

    key: str
    due_at: datetime
    waiting_since: datetime
    priority: int = Priority.NORMAL
    own: bool = False
    ticket: int = 0


def why(ticket: Ticket, agent: Person) -> Reason:
    """Why this ticket is the agent's first, asked before it is assigned to him."""
    since = ticket.waiting_since or ticket.updated_at
    own = ticket.assignee_id == agent.pk
    if has_clock(ticket):
        key = CLOCK
    elif own:
        key = OWN
    else:
        key = LAST if ticket.last_agent_id == agent.pk else WAITED
    return Reason(key, ticket.rank_at, since, ticket.priority, own, ticket.pk)


def has_clock(ticket: Ticket) -> bool:
    """Whether its rank is the end of an answer clock, and not the rule for tickets without one."""
    since = ticket.waiting_since
    return since is not None and ticket.rank_at != waiting.rank(since, ticket.priority)


def sentence(reason: Reason, span: Callable[[timedelta], str], *, first: bool = True) -> str:
    """In the reader's language; `span` writes how long. Not `first`: only what counts for it, for a place below."""
    now = clock.now()
    if reason.key != CLOCK:
        return _waited(reason, first) % {"time": span(now - reason.waiting_since)}
    if reason.due_at >= now:
        return _due(reason.own, first) % {"time": span(reason.due_at - now)}
    seconds = over.late_by([(reason.ticket, reason.due_at)], now)[reason.ticket]
    return _late(reason.own, first) % {"time": span(timedelta(seconds=seconds))}


def _due(own: bool, first: bool) -> str:
    if own:
        return _("It is yours, and its answer is due in %(time)s.")
    return _("First because its answer is due in %(time)s.") if first else _("Its answer is due in %(time)s.")


def _late(own: bool, first: bool) -> str:
    if own:
        return _("It is yours, and its answer is late by %(time)s.")
    return (
        _("First because its answer is late by %(time)s.") if first else _("Its answer is late by %(time)s.")
    )


def _waited(reason: Reason, first: bool) -> str:
    if reason.key == OWN:
        return _("It is yours, and the customer has waited for %(time)s.")
    if reason.key == LAST:
        return _("You answered it last, and the customer has waited for %(time)s.")
    if reason.priority == Priority.URGENT:
        if first:
            return _("First because it is urgent and the customer has waited for %(time)s.")
        return _("It is urgent, and the customer has waited for %(time)s.")
    if reason.priority == Priority.HIGH:
        if first:
            return _("First because its priority is high and the customer has waited for %(time)s.")
        return _("Its priority is high, and the customer has waited for %(time)s.")
    if first:
        return _("First because the customer has waited for %(time)s.")
    return _("The customer has waited for %(time)s.")
