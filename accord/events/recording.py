"""Recording an event: the row, the reactions in the transaction, the deliveries for after it."""

from django.db import connection, transaction

from accord.core import clock
from accord.core.records import insert, new
from accord.events import reactions
from accord.events.kinds import EventKind
from accord.events.models import Delivery, Event

CHANNEL = "accord_live"


class OutsideTransaction(RuntimeError):
    """`record` was called without a transaction: the change and its event could part."""


def record(happening: EventKind) -> Event:
    """Store what happened, run what reacts in the transaction, and queue what is due after it.

    Must be called inside the transaction of the change; raises OutsideTransaction otherwise.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("record() belongs into the transaction of the change")
    facts, words = happening.payload()
    subject_kind, subject_id = happening.subject
    event = new(
        Event,
        kind=happening.key,
        version=happening.version,
        at=clock.now(),
        actor_id=happening.by_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        ticket_id=happening.ticket_id,
        public=happening.public,
        data=facts,
        words=words,
    )
    insert(event)
    for reaction in reactions.reactions_to(happening):
        reaction.run(happening, event)
    for effect in reactions.effects_of(happening):
        insert(new(Delivery, event=event, effect=effect.key, due_at=event.at))
    if connection.vendor == "postgresql":
        _tell_others()
    return event


def _tell_others() -> None:
    """Wake the live watchers of other processes, once a transaction and after it: a NOTIFY inside would let commits
    queue for one lock of the whole server."""
    if not any(hook[1] is _notify for hook in connection.run_on_commit):
        transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
