"""What an event means for the clocks of its ticket. Runs in the transaction of each change (`project/wiring.py`).

Where no level is set up it returns at once. Otherwise one statement reads, one writes; a third gives the ticket the
rank that follows, where it begins to wait under a promise that could not be foreseen (`foreseeing`).
"""

from datetime import datetime

from accord.conditions.facts import Facts
from accord.core import records
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.sla import applying, choosing, foreseeing, standing
from accord.sla.happenings import DueSoon, LevelChanged, Overdue
from accord.sla.known import Known, known
from accord.sla.standing import Standing
from accord.tickets.happenings import (
    MarkedNotSpam,
    MessageSent,
    TicketEvent,
    TicketImported,
    TicketOpened,
    TicketPurged,
    TicketUndeleted,
    TicketUnmerged,
)
from accord.tickets.lifecycle import in_hand
from accord.tickets.models import State, Ticket
from accord.tickets.models.ticket import WAITING_FOR_US

_SILENT = (LevelChanged, DueSoon, Overdue, TicketImported, TicketPurged)
_BACK = (MarkedNotSpam, TicketUndeleted, TicketUnmerged)
_COLUMNS = frozenset({"state", "assignee_id", "priority", "department_id"})


def react(happening: EventKind, event: Event) -> None:
    """Begin, end, stand or go on, as this event says."""
    setup = known()
    if not setup or not isinstance(happening, TicketEvent) or isinstance(happening, _SILENT):
        return
    stands = foreseeing.take(happening.ticket)
    if isinstance(happening, TicketOpened):
        _opened(happening, event, setup)
        return
    anew = _chooses_anew(happening, setup)
    if stands is None:
        if not (anew or isinstance(happening, MessageSent) or _COLUMNS & happening.set.keys()):
            return
        ticket = in_hand(happening.ticket) or records.find(Ticket, "id", happening.ticket)
        if ticket is None:
            return
        stands = standing.read(ticket, setup, event.at)
    _go(stands, happening, event, anew)


def _opened(happening: TicketOpened, event: Event, setup: Known) -> None:
    """A new ticket gets its level and its first clocks; spam gets none."""
    ticket = in_hand(happening.ticket) or records.find(Ticket, "id", happening.ticket)
    if ticket is None or ticket.state == State.SPAM:
        return
    stands = Standing(ticket, [], setup, event.at)
    applying.apply(stands, choosing.choose(Facts(ticket, event, happening, event.at), setup))
    if stands.level is None:
        return
    applying.begin_once(stands, event.at)
    applying.bring_up(stands, event.actor_id, anew=True)
    applying.store(stands)


def _chooses_anew(happening: TicketEvent, setup: Known) -> bool:
    """Whether what happened can change what the rules say."""
    return not setup.looks_at.isdisjoint(happening.set) or happening.key in setup.looks_at


def _go(stands: Standing, happening: TicketEvent, event: Event, anew: bool) -> None:
    ticket, before = stands.ticket, stands.level
    had_none = stands.chosen is None
    if _to_choose(stands, happening, anew):
        choice = choosing.choose(Facts(ticket, event, happening, event.at), stands.setup)
        other = applying.apply(stands, choice)
    else:
        other = False
    level = stands.level
    if level is not None:
        if had_none or other or isinstance(happening, _BACK):
            applying.begin_once(stands, event.at, ended=applying.ended_before(ticket.pk))
        _said(stands, happening, event)
        applying.bring_up(stands, event.actor_id, anew=had_none)
    applying.store(stands)
    if other and not had_none:
        applying.tell(stands, before, by_id=event.actor_id, because=_rule_key(stands))


def _to_choose(stands: Standing, happening: TicketEvent, anew: bool) -> bool:
    """Whether the rules are asked: not where a person chose, nor for what is over, nor for an old ticket that rests."""
    if stands.ticket.state in applying.UNPROMISED:
        return False
    chosen, level = stands.chosen, stands.level
    if chosen is None:
        return anew or happening.set.get("state") in WAITING_FOR_US
    return level is None or not level.is_on or (anew and not chosen.by_hand)


def _said(stands: Standing, happening: TicketEvent, event: Event) -> None:
    """What the event itself ends or begins, whatever the state."""
    level = stands.level
    if level is None:
        return
    if isinstance(happening, MessageSent):
        for kind in ("first_answer", "next_answer", "chat_answer", "call_answer"):
            stands.end(kind, level, event.actor_id)
        stands.end("periodic_update", level, event.actor_id)
        stands.begin("periodic_update", level, event.at)
    elif happening.set.get("state") == State.OPEN and stands.ticket.first_answered_at is not None:
        stands.begin("periodic_update", level, event.at)
    if stands.ticket.assignee_id is not None and "assignee_id" in happening.set:
        stands.end("first_assign", level, event.actor_id)


def _rule_key(stands: Standing) -> str:
    rule = stands.chosen.rule_id if stands.chosen is not None else None
    return f"sla_rule:{rule}" if rule else ""


def foresee(ticket: Ticket) -> datetime | None:
    """When the answer of a ticket that begins to wait, or gets another priority, is due: see `foreseeing`."""
    return foreseeing.foresee(ticket)
