"""Carrying out effects: claimed in batches, at least once, with back-off and the last error kept."""

import logging
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from accord.core import alive, clock, records
from accord.events import outgoing, reactions
from accord.events.models import Delivery, Event

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # a worker of another machine that dies gives its claims back after this
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
PATIENCE = timedelta(seconds=20)  # what has been due for longer gives way to nobody
_PUT_OFF = ("attempts", "due_at", "last_error", "claim", "claimed_until", "given_up_at")
_overdue = timedelta(0)


class Later(Exception):
    """Raised by an effect that cannot be carried out yet: try again at `at`, without counting a failure."""

    def __init__(self, at: datetime, why: str = "") -> None:
        super().__init__(why)
        self.at = at


def claim(limit: int) -> list[Delivery]:
    """Claim up to `limit` due deliveries for this caller, oldest first."""
    _free_what_the_dead_hold()
    now, mark = clock.machine_now(), alive.mark() + secrets.token_hex(8)
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    due = Delivery.objects.filter(free, given_up_at__isnull=True, due_at__lte=clock.now()).order_by("due_at", "id")
    if outgoing.paused():
        due = due.exclude(effect__in=reactions.leaving())
    if not due.exists():  # an idle worker must not take the writers' lock
        return []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        ids = list(due.values_list("id", flat=True)[:limit])
        Delivery.objects.filter(id__in=ids).update(claim=mark, claimed_until=now + LEASE)
    mine = records.select(Delivery, "claim = %s ORDER BY due_at, id", [mark])
    events = records.by_ids(Event, {each.event_id for each in mine})
    claimed = [each for each in mine if each.event_id in events]
    for each in claimed:
        each.event = events[each.event_id]
    return claimed


def _free_what_the_dead_hold() -> None:
    """Claims of workers of this machine that have ended are free at once: nobody waits five minutes for an answer."""
    ended = alive.dead()
    if not ended:
        return
    with transaction.atomic():
        for mark in ended:
            Delivery.objects.filter(claim__startswith=mark).update(claim="", claimed_until=None)
    alive.forget(ended)


def in_arrears() -> bool:
    """Whether what this process claimed last had been due for longer than PATIENCE."""
    return _overdue > PATIENCE


def deliver(limit: int = 50) -> int:
    """Carry out what is due, up to `limit`; returns how many were done or put off. Done ones are deleted together."""
    global _overdue
    claimed = claim(limit)
    _overdue = clock.now() - claimed[0].due_at if claimed else timedelta(0)
    done: list[int] = []
    for delivery in claimed:
        if carry_out(delivery):
            done.append(delivery.pk)
    if done:
        with transaction.atomic():
            Delivery.objects.filter(id__in=done).delete()
    return len(claimed)


def carry_out(delivery: Delivery) -> bool:
    """Run one effect; True when it is done, False when it will be tried again or was given up."""
    try:
        effect = reactions.effect(delivery.effect)
        if effect.leaves and outgoing.paused():  # it was claimed a moment before
            raise Later(clock.now() + FIRST_WAIT)
        effect.run(delivery.event)
    except Later as later:
        _put_off(delivery, later.at, str(later), counts=False)
        return False
    except Exception as error:  # whatever an effect raises is kept, shown and tried again
        log.exception("effect %s of event %s failed", delivery.effect, delivery.event_id)
        _put_off(delivery, clock.now() + wait_after(delivery.attempts), f"{type(error).__name__}: {error}")
        return False
    return True


def wait_after(attempts: int) -> timedelta:
    """How long to wait after that many failures: 5 s, doubled each time, one hour at most."""
    doublings: int = 2 ** min(attempts, 12)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def _put_off(delivery: Delivery, until: datetime, why: str, counts: bool = True) -> None:
    """Whose claim ran out, so that another worker carried it out or tries it now, changes nothing."""
    mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim)
    delivery.attempts += 1 if counts else 0
    delivery.due_at, delivery.last_error = until, why[:2000]
    delivery.claim, delivery.claimed_until = "", None
    effect = reactions.effect(delivery.effect) if delivery.effect in reactions._effects else None
    if effect is None or delivery.attempts >= effect.attempts:
        delivery.given_up_at = clock.now()
    with transaction.atomic():
        held = mine.update(**{name: getattr(delivery, name) for name in _PUT_OFF})
        if held and delivery.given_up_at and effect and effect.given_up:
            effect.given_up(delivery.event, why)


def retry(delivery: Delivery) -> None:
    """Try a failed delivery again now, as if it had never failed."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            due_at=clock.now(), attempts=0, given_up_at=None, claim="", claimed_until=None
        )
