"""The transition table (DOMAIN 6.1): from-state, step, to-state. The page, the API and the rules read it."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from accord.core import clock, records
from accord.core.errors import NotPossible
from accord.tickets.models import State, Ticket
from accord.tickets.models.ticket import UNFINISHED, WAITING_FOR_US
from accord.tickets.rows import run
from accord.tickets.statuses.known import default_id
from accord.tickets.waiting import rank_of

S = State
_UNFINISHED = (S.NEW, S.OPEN, S.ANSWERED, S.POSTPONED)
_LIVE = (S.CHATTING, S.CALLING)
_NOT_CLOSED = (*_UNFINISHED, *_LIVE, S.RESOLVED)


@dataclass(frozen=True)
class Step:
    """One row of the table: what may be done, by whom, from where to where. `to` None keeps the state.

    `who` is a subset of customer, agent, timer, rule.
    """

    name: str
    sources: tuple[State, ...]
    to: State | None
    who: tuple[str, ...]


def _rows(name: str, who: tuple[str, ...], moves: dict[State, State | None]) -> list[Step]:
    targets: dict[State | None, list[State]] = {}
    for source, target in moves.items():
        targets.setdefault(target, []).append(source)
    return [Step(name, tuple(sources), to, who) for to, sources in targets.items()]


_ALL = ("customer", "agent", "timer", "rule")
_OURS = ("agent", "timer", "rule")
TABLE: list[Step] = [
    *_rows("customer_writes", ("customer",), {
        S.NEW: None, S.CHATTING: None, S.CALLING: None, S.OPEN: None, S.ANSWERED: S.OPEN, S.RESOLVED: S.OPEN,
        S.POSTPONED: S.OPEN, S.SPAM: None,
    }),
    *_rows("reply", _OURS, {
        S.NEW: S.ANSWERED, S.OPEN: S.ANSWERED, S.ANSWERED: None, S.POSTPONED: S.ANSWERED, S.RESOLVED: None,
        S.CHATTING: None, S.CALLING: None,
    }),
    *_rows("mark_answered", _OURS, {S.NEW: S.ANSWERED, S.OPEN: S.ANSWERED}),
    *_rows("resolve", _OURS, dict.fromkeys((*_UNFINISHED, *_LIVE), S.RESOLVED)),
    *_rows("say_solved", ("customer",), dict.fromkeys((*_UNFINISHED, S.RESOLVED), S.CLOSED)),
    *_rows("say_not_solved", ("customer",), {
        S.ANSWERED: S.OPEN, S.RESOLVED: S.OPEN, S.NEW: None, S.OPEN: None, S.POSTPONED: S.OPEN,
    }),
    *_rows("close", _OURS, {S.RESOLVED: S.CLOSED}),
    *_rows("postpone", _OURS, {S.NEW: S.POSTPONED, S.OPEN: S.POSTPONED, S.ANSWERED: S.POSTPONED, S.POSTPONED: None}),
    *_rows("wake", ("rule",), {S.ANSWERED: S.OPEN}),  # somebody outside answered in a side conversation that says so
    *_rows("return", _OURS, {S.POSTPONED: S.OPEN}),
    *_rows("return_to_new", _OURS, {S.POSTPONED: S.NEW}),
    *_rows("reopen", _OURS, {S.RESOLVED: S.OPEN}),
    *_rows("reopen_closed", ("agent",), {S.CLOSED: S.OPEN}),
    *_rows("take_back", ("customer",), {S.CLOSED: S.OPEN}),
    *_rows("reply_reopens", ("customer",), {S.CLOSED: S.OPEN}),  # within the department's window
    *_rows("mark_spam", _OURS, dict.fromkeys(_NOT_CLOSED, S.SPAM)),
    *_rows("delete", _OURS, dict.fromkeys((*_NOT_CLOSED, S.SPAM, S.CLOSED), S.DELETED)),
    *_rows("purge", ("agent", "rule"), {S.SPAM: S.DELETED, S.DELETED: None}),
    # An agent says that the reply which opened this was only thanks: to the state before it.
    *[Step("only_thanks", (S.OPEN,), to, ("agent",)) for to in (S.RESOLVED, S.CLOSED)],
    # What was done to many is undone: who waited for no answer of ours does not begin to.
    Step("undo", (S.POSTPONED, S.RESOLVED), S.ANSWERED, ("agent",)),
    # Back from spam and deleted: to the state before.
    *[Step("not_spam", (S.SPAM,), to, _OURS) for to in (*_UNFINISHED, S.RESOLVED)],
    *[Step("undelete", (S.DELETED,), to, _OURS) for to in (*_UNFINISHED, S.RESOLVED, S.CLOSED, S.SPAM)],
    *_rows("change", _ALL, dict.fromkeys((*_NOT_CLOSED, S.SPAM), None)),  # assign, tag, priority, subject, department
    *_rows("split", ("agent", "rule"), dict.fromkeys((*_UNFINISHED, S.RESOLVED), None)),
    *_rows("merge_away", ("agent",), dict.fromkeys((*_NOT_CLOSED,), S.CLOSED)),
    *[Step("unmerge", (S.CLOSED,), to, ("agent",)) for to in _NOT_CLOSED],
]
STEPS: dict[str, list[Step]] = {}
for _step in TABLE:
    STEPS.setdefault(_step.name, []).append(_step)


def target(state: str, step: str, to: str | None = None) -> State:
    """The state that `step` leads to from `state` (`to` chooses where several are possible).

    Raises NotPossible when the table has no such row.
    """
    for row in STEPS[step]:
        if state in row.sources and (to is None or row.to == to):
            return row.to or State(state)
    raise NotPossible(f"{step} from {state}")


def possible(state: str, step: str) -> bool:
    """Whether the table has a row for `step` from `state`."""
    return any(state in row.sources for row in STEPS[step])


@contextmanager
def locked(ticket: Ticket, *others: int) -> Iterator[Ticket]:
    """A transaction in which `ticket` is fresh and nobody else changes it, nor the `others` (ids)."""
    with transaction.atomic():
        if others:
            take((ticket.pk, *others))
        records.reread(ticket, lock=True)
        with holding(ticket):
            yield ticket


def take(ticket_ids: Iterable[int]) -> None:
    """Lock the rows of several tickets to the end of the transaction, the smallest id first.

    All who lock several in one transaction keep to this order, or two of them would wait for each other for ever.
    """
    if connection.features.has_select_for_update_skip_locked:
        run("SELECT 1 FROM ticket WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(ticket_ids)])


def hold(ticket_id: int) -> bool:
    """Lock the ticket's row to the end of the transaction, unless somebody else holds it: then False, without waiting.

    On SQLite, which has one writer, and for a ticket that is not there: True.
    """
    if not connection.features.has_select_for_update_skip_locked:
        return True
    one = "SELECT 1 FROM ticket WHERE id = %s"
    return bool(run(f"{one} FOR UPDATE SKIP LOCKED", [ticket_id]) or not run(one, [ticket_id]))


class _Hands(threading.local):
    """The tickets that verbs of this thread are changing."""

    def __init__(self) -> None:
        self.held: list[Ticket] = []


_hands = _Hands()


@contextmanager
def holding(ticket: Ticket) -> Iterator[None]:
    """Inside, reactions to what is recorded find this instance, which is the row as it stands."""
    _hands.held.append(ticket)
    try:
        yield
    finally:
        _hands.held.pop()


def in_hand(ticket_id: int) -> Ticket | None:
    """The ticket as the verb that holds it has it; None when none of this thread does."""
    for ticket in reversed(_hands.held):
        if ticket.pk == ticket_id:
            return ticket
    return None


def change(ticket: Ticket, **fields: Any) -> dict[str, Any]:
    """Set fields and save them; returns what changed as JSON values, for the event ("set") and its replay.

    Keeps the columns that follow from others: open, to solve, state changed, updated, version. A status of the team's
    own belongs to the state: another state begins with its default. `state_changed_at` is given only where a state
    comes back that had never ended.
    """
    now = clock.now()
    if "state" in fields and fields["state"] != ticket.state:
        fields.setdefault("state_changed_at", now)
        fields.setdefault("status_id", default_id(fields["state"]))
    changed = {name: value for name, value in fields.items() if getattr(ticket, name) != value}
    waited = ticket.waiting_since if ticket.to_solve else None
    for name, value in changed.items():
        setattr(ticket, name, value)
    waits = ticket.state in WAITING_FOR_US and ticket.merged_into_id is None
    since = (fields.get("waiting_since") or waited or now) if waits else None
    waits_on = since is not None and since == waited and "priority" not in changed
    follows = {
        "waiting_since": since,
        "rank_at": ticket.rank_at if waits_on else rank_of(ticket, since),
        "is_open": ticket.state in UNFINISHED,
        "to_solve": waits,
        "updated_at": now,
        "version": ticket.version + 1,
    }
    # SQLite writes each index anew that knows a column of an UPDATE, also where its value stays.
    follows = {name: value for name, value in follows.items() if getattr(ticket, name) != value}
    for name, value in follows.items():
        setattr(ticket, name, value)
    records.update(ticket, list(dict.fromkeys([*changed, *follows])))
    return {name: _plain(value) for name, value in changed.items() if name not in _DERIVED}


# Not part of the replayed state: they follow from events' own times or from messages.
_DERIVED = {
    "state_changed_at", "snippet", "messages_count", "last_message_at", "last_customer_at", "last_answered_at",
    "requester_address", "waiting_since", "language",
}


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, State):
        return str(value)
    return value
