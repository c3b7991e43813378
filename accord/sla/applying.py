"""A level, brought to the clocks of a ticket: what begins, what gets another target, and the ticket's rank after it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from accord.core import records
from accord.events.recording import record
from accord.sla.happenings import LevelChanged
from accord.sla.kinds import ONCE
from accord.sla.known import Promise
from accord.sla.models import Clock
from accord.sla.running import DROPPED
from accord.sla.standing import Standing
from accord.tickets import waiting
from accord.tickets.models import State, Ticket

if TYPE_CHECKING:
    from accord.sla.choosing import Choice

UNPROMISED = (State.RESOLVED, State.CLOSED, State.SPAM, State.DELETED)


def apply(stands: Standing, choice: "Choice", *, by_hand: bool = False) -> bool:
    """Give the ticket the chosen level; whether that is another one than before."""
    before, level = stands.level, choice.level
    if level is None:
        stands.leave()
        return before is not None
    rule_id = choice.rule.id if choice.rule is not None else None
    row = stands.chosen
    if row is None or (row.level_id, row.rule_id, row.by_hand) != (level.id, rule_id, by_hand):
        stands.choose(level, rule_id=rule_id, by_hand=by_hand)
    if before is None:  # none, or one that is gone: what ran was its promise
        for kind in list(stands.clocks):
            stands.drop(kind)
    elif before.id != level.id:
        stands.retarget(before, level)
    return before is None or before.id != level.id


def bring_up(stands: Standing, by: int, *, anew: bool) -> None:
    """Begin what the level promises and the ticket's state calls for, and let what runs follow the state.

    `anew`: the ticket had no clocks until now (opened, first chosen, back from the spam): what begins with a ticket
    begins now, unless it has ended already. Otherwise an answer that was not promised before counts since he waits.
    """
    level, ticket = stands.level, stands.ticket
    if level is None:
        return
    if ticket.merged_into_id is None:
        since = stands.now if anew else ticket.waiting_since or stands.now
        kind = answer_kind(stands)
        if kind is not None:
            stands.begin(kind, level, since)
    stands.retarget_priority(level)
    stands.settle(level, by)


def answer_kind(stands: Standing) -> str | None:
    """The answer clock that the state calls for, if none runs."""
    ticket, running = stands.ticket, stands.clocks
    if ticket.state == State.NEW:
        return None if ticket.first_answered_at or "first_answer" in running else "first_answer"
    if ticket.state == State.OPEN:
        return None if {"first_answer", "next_answer"} & running.keys() else "next_answer"
    return {State.CHATTING: "chat_answer", State.CALLING: "call_answer"}.get(State(ticket.state))


def begin_once(stands: Standing, at: datetime, *, ended: frozenset[str] = frozenset()) -> None:
    """The clocks that begin with a ticket: who holds it, and what counts until it is resolved. `ended` ran before."""
    level, ticket = stands.level, stands.ticket
    if level is None or ticket.state in UNPROMISED or ticket.merged_into_id is not None:
        return
    if ticket.assignee_id is None and "first_assign" not in ended:
        stands.begin("first_assign", level, at)
    for kind in ONCE:
        if kind not in ended:
            stands.begin(kind, level, at)


def ended_before(ticket_id: int) -> frozenset[str]:
    """The clocks of the ticket that have ended with a verdict."""
    rows = records.select(
        Clock, "ticket_id = %s AND ended_at IS NOT NULL AND outcome <> %s", [ticket_id, DROPPED]
    )
    return frozenset(row.kind for row in rows)


def store(stands: Standing) -> None:
    """Write the clocks, and the rank that follows from them: when the answer is due, else by how long he waits."""
    stands.write()
    put_rank(stands)


def put_rank(stands: Standing) -> bool:
    """The rank of a ticket that waits; one statement where it is another than before. Whether it is."""
    ticket = stands.ticket
    if ticket.waiting_since is None:
        return False
    rank = due_of(stands) or waiting.rank(ticket.waiting_since, ticket.priority)
    if rank == ticket.rank_at:
        return False
    ticket.rank_at = rank
    records.update(ticket, ["rank_at"])
    return True


def install(*hearing: Callable[[Ticket], None]) -> None:
    """Who sets timers by the rank of a ticket, and hears of those that `put_ranks` changes (`project/wiring.py`)."""
    global _hearing
    _hearing = hearing


_hearing: tuple[Callable[[Ticket], None], ...] = ()


def put_ranks(all_stand: Iterable[Standing]) -> None:
    """`put_rank` for tickets to which nothing happened: no event tells that their answers are due at other moments."""
    for stands in all_stand:
        if put_rank(stands) and stands.ticket.to_solve:
            for hear in _hearing:
                hear(stands.ticket)


def due_of(stands: Standing) -> datetime | None:
    """When the answer is due; None where nothing is promised."""
    answer = stands.answer
    return answer.due_at if answer is not None else None


def tell(stands: Standing, before: Promise | None, *, by_id: int, because: str) -> None:
    """Record that the ticket has another level."""
    level = stands.level
    if before is level:
        return
    record(
        LevelChanged(
            ticket=stands.ticket.pk,
            by_id=by_id,
            level=level.id if level else None,
            name=level.name if level else "",
            before=before.name if before else "",
            because=because,
        )
    )
