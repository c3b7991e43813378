"""Tickets as they were: each event's `set` folded onto the row, one after another, as `accord check` replays it.

What no event holds is as it is today: the subject, the requester's own data, the words of messages.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, cast

from accord.conditions.facts import Facts
from accord.core import records
from accord.events.models import Event
from accord.messaging.marks import COURTESY
from accord.people.fields import known as known_fields
from accord.people.models import About, Person
from accord.sla.hours import Hours, add_business
from accord.sla.kinds import ANSWERS
from accord.sla.known import known as levels_known
from accord.sla.models import Clock
from accord.tickets.happenings import (
    ClosedByCustomer,
    CustomerSaidNo,
    CustomerTookBack,
    MessageReceived,
    MessageSent,
    PostponementOver,
    TicketOpened,
)
from accord.tickets.models import Message, Ticket
from accord.tickets.models.ticket import UNFINISHED, WAITING_FOR_US
from accord.tickets.rows import among, moment, run
from accord.tickets.waiting import NEVER, rank

_MOMENTS = frozenset({"first_answered_at", "resolved_at", "closed_at", "purged_at"})
_RELATIONS = {"department_id": "department", "requester_id": "requester", "assignee_id": "assignee"}
_NO_WORD = frozenset(
    {COURTESY, "copy-solved", "auto-reply", "bounce", "delay", "receipt", "feedback", "calendar-reply", "bulk", "list"}
)
_NOES = frozenset({CustomerSaidNo.key, CustomerTookBack.key})
_WRITTEN = frozenset({TicketOpened.key, MessageReceived.key, MessageSent.key})
_BLANK: dict[str, Any] = {
    "state": "", "state_before": "", "assignee_id": None, "last_agent_id": None, "resolution_id": None,
    "merged_into_id": None, "first_answered_at": None, "last_answered_at": None, "last_customer_at": None,
    "resolved_at": None, "closed_at": None, "purged_at": None, "closed_by_customer": False, "waiting_since": None,
    "undelivered": False, "to_solve": False, "is_open": True, "rank_at": NEVER, "messages_count": 0,
}  # fmt: skip


class Due(NamedTuple):
    """An answer was promised: since when, until when that counted, and when it was due."""

    begun: datetime
    ended: datetime
    due: datetime


class Moment(NamedTuple):
    """Right after an event: the ticket as it was then, and what the event changed, column to (before, after)."""

    event: "PastEvent"
    changed: dict[str, tuple[Any, Any]]


@dataclass
class Life:
    """A ticket with its events, in order. `words` are the moments at which the customer wrote of his own accord, here
    or in a follow-up; `yeses` those at which he said that it is solved.
    """

    ticket: Ticket
    events: list["PastEvent"]
    words: list[datetime]
    yeses: list[datetime]
    dues: Sequence[Due] = ()
    filled: Mapping[str, Any] = field(default_factory=dict)  # the fields as they are today

    def again(self, after: datetime) -> datetime | None:
        """When the customer wrote again after a moment; None when he never did, or said before that it is solved."""
        word = next((each for each in self.words if each > after), None)
        if word is not None and any(after < yes < word for yes in self.yeses):
            return None
        return word

    def moments(self, leave_out: frozenset[int] = frozenset()) -> Iterator[Moment]:
        """The events one after another; `ticket` stands as it was after each. Those left out never happened."""
        row = self.ticket.__dict__
        row.update(_BLANK, tag_names=[], fields={})
        for event in self.events:
            if event.pk not in leave_out:
                yield Moment(event, self._fold(row, event))

    def _fold(self, row: dict[str, Any], event: "PastEvent") -> dict[str, tuple[Any, Any]]:
        happened = event.data.get("set")
        changed: dict[str, tuple[Any, Any]] = {}
        if happened:
            for name, value in happened.items():
                changed[name] = (row.get(name), value)
                row[name] = datetime.fromisoformat(value) if value and name in _MOMENTS else value
                if name == "fields":
                    row[name] = self._as_filled(value)
                if name in _RELATIONS:
                    self.ticket._state.fields_cache.pop(_RELATIONS[name], None)
        kind, at = event.kind, event.at
        if kind in _WRITTEN:
            row["last_message_at"] = at
            row["messages_count"] += 1
            if kind == MessageSent.key or event.data.get("how") == "outgoing":
                row["last_answered_at"] = at
            elif COURTESY not in event.data.get("marks", ()):
                row["last_customer_at"] = at
        if "state" in changed:
            back = event.data.get("state_since")  # a merging that was undone gives back what never ended
            row["state_changed_at"] = datetime.fromisoformat(back) if back else at
        if "state" in changed or "priority" in changed or "merged_into_id" in changed:
            if kind == PostponementOver.key:
                row["waiting_since"] = _waits_since(row)
            _follow(row, at)
            self._promise(row, at)
        row["updated_at"] = at
        return changed

    def _as_filled(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of the ticket; what a person wrote there is in no event's facts, and is as it is today."""
        return {key: self.filled.get(key, "?") if each is None else each for key, each in facts.items()}

    def _promise(self, row: dict[str, Any], at: datetime) -> None:
        due = next((each.due for each in self.dues if each.begun <= at < each.ended), None)
        if due is not None and row["to_solve"]:
            row["rank_at"] = due


def _waits_since(row: dict[str, Any]) -> datetime | None:
    """The customer's unanswered last word, as `postponing.bring_back` has it; None: from now on."""
    asked, answered = row["last_customer_at"], row["last_answered_at"]
    return asked if asked and (answered is None or answered < asked) else None


def _follow(row: dict[str, Any], at: datetime) -> None:
    """The columns that follow from the state, as `lifecycle.change` keeps them."""
    waits = row["state"] in WAITING_FOR_US and row["merged_into_id"] is None
    since = (row["waiting_since"] or at) if waits else None
    row.update(
        waiting_since=since, to_solve=waits, is_open=row["state"] in UNFINISHED, rank_at=rank(since, row["priority"])
    )


class PastEvent:
    """An event as the replay needs it. Its data are read when they are asked for."""

    __slots__ = ("_data", "_stored", "actor_id", "at", "kind", "pk", "ticket_id")

    def __init__(self, row: Sequence[Any]) -> None:
        self.ticket_id, self.pk, self.kind, at, self.actor_id, self._stored = row
        self.at = moment(at)
        self._data: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        if self._data is None:
            self._data = json.loads(self._stored)
        return self._data


def lives(
    ids: Sequence[int], until: datetime, without: Collection[str] = (), *, promised: bool = False
) -> Iterator[Life]:
    """The tickets with these ids, each with its events up to a moment; kinds of events `without` are not read.
    `promised`: also when answers were due by service levels.
    """
    tickets, filled = _tickets(ids), _filled(ids)
    dues = _dues(ids, until) if promised else {}
    events = _events(ids, until, without)
    later = _follow_ups(ids)
    place, end = 0, len(events)
    while place < end:
        number, begin = events[place].ticket_id, place
        while place < end and events[place].ticket_id == number:
            place += 1
        own = events[begin:place]
        if number in tickets:
            words = [event.at for event in own if spoke(event)] + later.get(number, [])
            yeses = [event.at for event in own if event.kind == ClosedByCustomer.key]
            yield Life(tickets[number], own, sorted(words), yeses, dues.get(number, ()), filled.get(number, {}))


def _events(ids: Sequence[int], until: datetime, without: Collection[str]) -> list[PastEvent]:
    where, values = among("ticket_id", ids)
    if without:
        where += f" AND kind NOT IN ({', '.join(['%s'] * len(without))})"
    columns = "ticket_id, id, kind, CAST(at AS text), actor_id, data"
    sql = f"SELECT {columns} FROM event WHERE {where} ORDER BY ticket_id, id"
    found = [PastEvent(row) for row in run(sql, [*values, *without])]
    return [event for event in found if event.at <= until]


_SAME = ("code", "subject", "department_id", "requester_id", "requester_address", "channel", "our_address", "language",
         "priority", "follow_up_of_id")  # fmt: skip


def _tickets(ids: Sequence[int]) -> dict[int, Ticket]:
    """What never changes, or is in no event, as it is today; the rest comes from the events."""
    where, values = among("id", ids)
    sql = f"SELECT id, CAST(created_at AS text), {', '.join(_SAME)} FROM ticket WHERE {where}"
    found = {}
    for number, created, *same in run(sql, values):
        ticket = records.new(Ticket, id=number, created_at=moment(created))
        ticket.__dict__.update(zip(_SAME, same, strict=True))
        found[number] = ticket
    return found


def _filled(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The fields that the team added, as they are today."""
    if not known_fields.every(About.TICKET):
        return {}
    return dict(Ticket.objects.filter(pk__in=ids).values_list("pk", "fields"))


def _dues(ids: Sequence[int], until: datetime) -> dict[int, list[Due]]:
    """When answers were due by the clocks of service levels: as they run, or as they ended."""
    setup = levels_known()
    found: dict[int, list[Due]] = {}
    for part in ("ended_at IS NULL", "ended_at IS NOT NULL") if setup else ():  # each has its own index
        where, values = among("ticket_id", ids)
        for clock in records.select(Clock, f"{where} AND {part}", values):
            level = setup.levels.get(clock.level_id)
            if clock.kind in ANSWERS and level is not None:
                due = Due(clock.started_at, clock.ended_at or until, _due(clock, level.hours))
                found.setdefault(clock.ticket_id, []).append(due)
    return found


def _due(clock: Clock, hours: Hours | None) -> datetime:
    """When it was due at last; of one that stands, or ended without a verdict, when it was due first."""
    if clock.due_at is not None:
        return clock.due_at
    if clock.ended_at is not None and clock.spare_s is not None:
        return add_business(clock.ended_at, clock.spare_s, hours)
    return add_business(clock.started_at, clock.target_s, hours)


def spoke(event: PastEvent) -> bool:
    """Whether the customer wrote or said No; thanks and automatic mails are no word."""
    if event.kind == MessageReceived.key:
        return _NO_WORD.isdisjoint(event.data.get("marks", ()))
    return event.kind in _NOES


def _follow_ups(ids: Sequence[int]) -> dict[int, list[datetime]]:
    """When follow-ups of these tickets were opened."""
    found: dict[int, list[datetime]] = {}
    if ids:
        where, values = among("follow_up_of_id", ids)
        for number, at in run(f"SELECT follow_up_of_id, created_at FROM ticket WHERE {where}", values):
            found.setdefault(number, []).append(moment(at))
    return found


class PastFacts(Facts):
    """What a condition is asked of, in the past: nothing is looked up that the replay knows."""

    known: dict[str, tuple[Any, Any]]

    @classmethod
    def at(cls, life: Life, found: Moment | None, now: datetime) -> "PastFacts":
        facts = cls(life.ticket, event=cast(Event, found.event) if found else None, now=now)
        facts.known = found.changed if found else {}
        return facts

    @cached_property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        return self.known

    @cached_property
    def requester(self) -> Person:
        return _person(self.ticket.requester_id) or self.ticket.requester

    @cached_property
    def actor(self) -> Person | None:
        return _person(self.event.actor_id) if self.event is not None else None

    @cached_property
    def last_message(self) -> Message | None:
        said = Message.objects.filter(ticket_id=self.ticket.pk, at__lte=self.now).exclude(kind="note")
        return said.order_by("-id").first()


@lru_cache(maxsize=4096)
def _person(number: int) -> Person | None:
    return records.find(Person, "id", number)


def forget() -> None:
    """Persons are kept for one batch only."""
    _person.cache_clear()


