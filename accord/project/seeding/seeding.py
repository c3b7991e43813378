"""Seeding: hire the cast, load the tickets, finish; one after another."""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction

from accord.core import ids as codes
from accord.people.models import Person
from accord.project.seeding import loading
from accord.project.seeding.cast import BENCH, NARROW, THREE, Cast
from accord.project.seeding.hiring import hire
from accord.project.seeding.inventor_process import Order, Workshop
from accord.project.seeding.vocabulary import RARE
from accord.sla import catching_up
from accord.sla.known import any_level
from accord.tickets.models import Ticket

TOGETHER = 2000  # tickets that the inventor hands over at a time
# So many times that in a transaction of some seconds; nobody else uses the workspace meanwhile. What chance puts
# anywhere in an index then costs a page for some rows together.
BATCHES = 5


class NotEmpty(Exception):
    """There are tickets already."""


@dataclass(frozen=True)
class Wish:
    """How many tickets, the seed of chance, when their histories end, and whether others may be there already."""

    tickets: int
    seed: int
    until: datetime
    more: bool = False


def seed(
    wish: Wish, workshop: Workshop, *, progress: Callable[[int], object], finishing: Callable[[], object]
) -> dict[str, Any]:
    """Add the tickets, made in the `workshop`.

    `progress` hears of them as they are loaded, `finishing` of each step after the last. Returns what a benchmark
    needs to know. Raises NotEmpty when there are tickets already and `more` was not said.
    """
    empty = not Ticket.objects.exists()
    if not (empty or wish.more):
        raise NotEmpty("This workspace has tickets already. Say --more to add to them.")
    began = time.monotonic()
    loading.prepare(empty=empty)
    gc.disable()  # rows hold no circles
    try:
        cast = hire(wish.tickets, wish.until)
        workshop.begin(Order(cast, wish.tickets, wish.seed, TOGETHER, loading.next_ids(), landmarks=empty))
        messages = sum(_loaded(workshop.batches(), progress))
        loaded = time.monotonic()
        loading.finish(finishing)
        clocks = catching_up.bring_to_all() if any_level() else 0
    finally:
        gc.enable()
        loading.release()
    ended = time.monotonic()
    return _told(cast, wish) | {
        "messages": messages,
        "with_service_level": clocks,
        "seconds": round(ended - began, 1),
        "seconds_loading": round(loaded - began, 1),
        "tickets_per_s": round(wish.tickets / (ended - began)),
    }


def _loaded(made: Iterator[loading.Rows], progress: Callable[[int], object]) -> Iterator[int]:
    """The messages of each batch that was loaded."""
    going = True
    while going:
        going = False
        with transaction.atomic():
            for rows in islice(made, BATCHES):
                going = True
                loading.load(rows)
                progress(len(rows["ticket"]))
                yield len(rows["message"])


def _told(cast: Cast, wish: Wish) -> dict[str, Any]:
    """The landmarks of the data."""
    recent = Ticket.objects.filter(created_at__gt=wish.until - timedelta(days=60))
    return {
        "tickets": wish.tickets,
        "contacts": cast.contacts,
        "until": wish.until.isoformat(),
        "agents": {address: _id_of(address) for address in (BENCH, NARROW)},
        "contact": {THREE: _id_of(THREE)},
        "narrow_ticket": _code(Ticket.objects.filter(assignee=cast.narrow)),
        "long_ticket": _code(recent.filter(messages_count__gte=20)),
        "common_words": ["grinder", "order"],
        "rare_word": RARE,
    }


def _id_of(address: str) -> int:
    return Person.objects.get(addresses__email=address).pk


def _code(found: Any) -> str | None:
    return next((code for code in found.values_list("code", flat=True)[:1] if codes.read_code(code)), None)
