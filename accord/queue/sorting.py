"""Tickets on which rules have still to look: what a rule is about to move is nobody's yet.

Rules work after the commit, some milliseconds later. Who presses To Solve in between would be given a ticket that is
taken from him at once and given to another. So To Solve passes such a ticket over, and waits for it for a moment where
nothing else is there; hand-out comes back to it. A worker that does not work keeps nobody from anything.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from accord.core import clock
from accord.queue.candidates import Candidate
from accord.tickets.models import Ticket

YOUNG = timedelta(minutes=10)  # who has waited longer was sorted long ago, and is not asked about
PAUSE_S, PAUSES = 0.1, 4  # for how long To Solve waits for the rules, and how often it looks again
SOON = timedelta(seconds=10)  # when hand-out looks again


def _nothing(tickets: Collection[int]) -> set[int]:
    return set()


_unsorted: Callable[[Collection[int]], set[int]] = _nothing


def install(unsorted: Callable[[Collection[int]], set[int]]) -> None:
    """Who knows at which of some tickets rules have still to look (`project/wiring.py`)."""
    global _unsorted
    _unsorted = unsorted


def unsorted(found: Sequence[Candidate]) -> set[int]:
    """Those of these that are still to be sorted. No statement where nobody has begun to wait just now."""
    return _of_young((each.id, each.waiting_since) for each in found)


def unsorted_among(found: Sequence[Ticket]) -> set[int]:
    """The same for whole tickets."""
    return _of_young((each.pk, each.waiting_since) for each in found)


def _of_young(found: Iterable[tuple[int, datetime | None]]) -> set[int]:
    cut = clock.now() - YOUNG
    young = [number for number, since in found if since is not None and since > cut]
    return _unsorted(young) if young else set()
