"""What To Solve reads grows with departments, not with what waits: the plans on statistics of a million tickets."""

import pytest

from accord.people.rights import access_of
from accord.queue import candidates, counting
from tests.tickets.crowd import crowd
from tests.tickets.test_plans import a_million, faults, only_sqlite, people, plan, statements
from tests.world import World

pytestmark = pytest.mark.django_db


@only_sqlite
def test_sqlite_scans_and_sorts_nothing_large(world: World) -> None:
    crowd(world, 8)
    twelve, everywhere = people(world)[:2]
    with a_million(), statements() as found:
        for access in (twelve, everywhere, access_of(world.tiina)):
            candidates.ordered(world.ieva, access, 8)
            counting.count(world.ieva, access, {1, 2})
        used = [line for sql, params in found for _, _, line in plan(sql, params)]
    # An agent's own waiting tickets are few, and only those of one rank are sorted.
    bad = [fault for sql, params in found for fault in faults(plan(sql, params)) if "RIGHT PART" not in fault]
    assert bad == []
    for index in ("ticket_unassigned", "ticket_last_agent", "ticket_mine"):
        assert any(index in line for line in used), index
