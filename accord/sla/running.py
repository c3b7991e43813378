"""What a clock does: begin, stand, go on, end, take another target. Rows only; nothing is stored here."""

from datetime import datetime

from accord.core.records import new
from accord.sla.hours import add_business, business_between
from accord.sla.known import Promise
from accord.sla.models import Clock
from accord.tickets.models import Ticket

MET, MISSED, DROPPED = "met", "missed", "dropped"


def begin(kind: str, ticket: Ticket, level: Promise, at: datetime) -> Clock | None:
    """A clock that has run since `at`; None where the level promises nothing for it."""
    target = level.target(kind, ticket.priority)
    if target is None:
        return None
    clock = new(
        Clock,
        ticket_id=ticket.pk,
        kind=kind,
        level_id=level.id,
        department_id=ticket.department_id,
        priority=int(ticket.priority),
        started_at=at,
        target_s=target,
    )
    _run(clock, at, target, level)
    return clock


def left(clock: Clock, now: datetime, level: Promise) -> int:
    """Business seconds until it is due, negative when that is past."""
    if clock.due_at is None:
        return clock.left_s or 0
    return business_between(now, clock.due_at, level.hours)


def stand(clock: Clock, now: datetime, level: Promise) -> bool:
    """It stands from now; whether that is a change."""
    if clock.due_at is None:
        return False
    clock.left_s, clock.due_at, clock.run_at, clock.look_at = left(clock, now, level), None, None, None
    return True


def go_on(clock: Clock, now: datetime, level: Promise) -> bool:
    """It goes on with what was left; whether that is a change."""
    if clock.due_at is not None:
        return False
    _run(clock, now, clock.left_s or 0, level)
    return True


def end(clock: Clock, now: datetime, level: Promise, *, responsible: int | None, by: int) -> None:
    """It has what it was waiting for: the verdict, by how much, whose ticket it was, who did it."""
    spare = left(clock, now, level)
    clock.outcome, clock.spare_s = (MET if spare >= 0 else MISSED), spare
    clock.responsible_id, clock.ended_by_id = responsible, by
    _stop(clock, now)


def drop(clock: Clock, now: datetime) -> None:
    """It ends without a verdict."""
    clock.outcome = DROPPED
    _stop(clock, now)


def retarget(clock: Clock, now: datetime, before: Promise, level: Promise, ticket: Ticket) -> None:
    """Another level, priority or department: what was counted so far stays counted. No promise any more: dropped.

    Steps that were taken are not taken again.
    """
    target = level.target(clock.kind, ticket.priority)
    clock.department_id, clock.priority = ticket.department_id, int(ticket.priority)
    if target is None:
        drop(clock, now)
        return
    rest = target - (clock.target_s - left(clock, now, before))
    clock.steps_done = taken(before, clock.steps_done, level)
    clock.target_s, clock.level_id = target, level.id
    if clock.due_at is None:
        clock.left_s = rest
    else:
        _run(clock, now, rest, level)


def recount(clock: Clock, level: Promise) -> bool:
    """The level or its hours were set up otherwise: what is still to go is counted anew; whether that is a change."""
    target, before = level.target(clock.kind, clock.priority), (clock.target_s, clock.due_at, clock.look_at)
    if target is not None:
        clock.left_s, clock.target_s = (clock.left_s or 0) + target - clock.target_s, target
    if clock.run_at is not None:
        _run(clock, clock.run_at, clock.left_s or 0, level)
    return before != (clock.target_s, clock.due_at, clock.look_at)


def taken(before: Promise, steps_done: int, level: Promise) -> int:
    """How many steps of a level count as taken on a clock that took so many of the level before: those that come no
    later than the last of them."""
    if not steps_done or before.steps == level.steps:
        return steps_done
    last = before.steps[min(steps_done, len(before.steps)) - 1].offset_s if before.steps else None
    return sum(last is not None and step.offset_s <= last for step in level.steps)


def set_look(clock: Clock, level: Promise) -> None:
    """When the next step is due: the first not taken that speaks of this kind."""
    clock.look_at = None
    if clock.due_at is None:
        return
    for place, step in enumerate(level.steps):
        if place >= clock.steps_done and step.speaks_of(clock.kind):
            clock.look_at = add_business(clock.due_at, step.offset_s, level.hours)
            return


def _run(clock: Clock, now: datetime, rest: int, level: Promise) -> None:
    clock.due_at, clock.run_at, clock.left_s = add_business(now, rest, level.hours), now, rest
    set_look(clock, level)


def _stop(clock: Clock, now: datetime) -> None:
    clock.ended_at, clock.due_at, clock.run_at, clock.left_s, clock.look_at = now, None, None, None, None
