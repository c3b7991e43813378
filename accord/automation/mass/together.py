"""Doing the same steps to many tickets: each in its own savepoint, many in a transaction, cut by time.

A transaction for each ticket would wait for the disk each time; one for all would keep every other writer waiting.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Done, Steps
from accord.automation.mass import undoing
from accord.core import ids
from accord.core.errors import AccordError
from accord.people.models import Person
from accord.people.rights import Access
from accord.tickets import seeing
from accord.tickets.lifecycle import locked, take
from accord.tickets.models import Ticket

CUT_S = 0.03  # a transaction is ended after this: others wait to write
TOGETHER = 25  # so many are locked together
DONE, SAME = "done", "same"


@dataclass(frozen=True)
class Outcome:
    """What became of one ticket: `done`, `same` (it was so already), or the key of the first refusal. `before` holds
    what undoing needs, None where nothing can be.
    """

    what: str
    before: dict[str, Any] | None = None
    done: list[Done] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return self.what not in (DONE, SAME)


def cut_by_time(
    codes: Sequence[str], act: Callable[[str], object], others: Iterable[int] = (), cut_s: float = CUT_S
) -> None:
    """Call `act` for each of these tickets, as many in one transaction as fit into `cut_s` seconds.

    Those of a transaction, and the `others` (ids), are locked before, in the order of ids.
    """
    left = deque(codes)
    while left:
        until = time.monotonic() + cut_s
        with transaction.atomic():
            first = list(islice(left, TOGETHER))
            known = [ids.read_code(code) or code for code in first]
            take((*Ticket.objects.filter(code__in=known).values_list("id", flat=True), *others))
            for _ticket in first:
                act(left.popleft())
                if time.monotonic() >= until:
                    break


def one(ticket: Ticket | None, steps: Steps, *, by: Person, access: Access, because: str = "") -> Outcome:
    """Do the steps to one ticket; None, and one that he may not see, is refused as not found. Inside a transaction.

    It is read anew under its lock: what others did since it was read is nothing that undoing takes back.
    """
    if ticket is None:
        return Outcome("not_found")
    with locked(ticket):
        if not seeing.may_see(access, ticket):
            return Outcome("not_found")
        before = undoing.state_of(ticket)
        done = steps.run(Acting(ticket, by, because))
    refused = next((each.refused for each in done if each.refused), "")
    changed = any(each.changed for each in done)
    if refused and not changed:
        return Outcome(refused, None, done)
    return Outcome(DONE if changed else SAME, undoing.difference(before, ticket) if changed else None, done)


def selected(codes: Sequence[str], steps: Steps, *, by: Person, access: Access) -> tuple[list[str], int]:
    """Do the steps to the tickets with these codes at once; the codes that it worked for, and how many were refused."""
    done: list[str] = []
    refused = 0

    def act(code: str) -> None:
        nonlocal refused
        try:
            found = one(seeing.find(access, code), steps, by=by, access=access)
        except AccordError:
            refused += 1
            return
        if found.refused or any(each.refused for each in found.done):
            refused += 1
        else:
            done.append(code)

    cut_by_time(codes, act, steps.others())
    return done, refused
