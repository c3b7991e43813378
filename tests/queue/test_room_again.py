"""Hand-out comes to what waits whenever somebody has room again, however he got it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from accord.core import options
from accord.people import employing, presence, workspace
from accord.queue import choices, rules
from accord.queue.models import Method
from accord.tickets import assigning
from tests.queue.test_handing_out import here, on, owner, settled
from tests.world import World, agent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["a ticket is moved away", "he may answer there", "he is back", "all can hold more"])
def test_what_waits_goes_out_at_once(world: World, how: str) -> None:
    options.put(choices.CAPACITY, 1)
    jaan = agent("Jaan", reader=world.support) if how == "he may answer there" else agent("Jaan", solver=world.support)
    holds = how in ("a ticket is moved away", "all can hold more")
    on(world)
    if holds:
        assigning.assign(held := world.ticket("Held"), jaan, by=world.omar)
    if how == "he is back":
        employing.deactivate(jaan, by=world.omar)
    here(jaan)
    waits = world.ticket("Waits")
    settled()
    assert owner(waits) is None
    acts: dict[str, Callable[[], Any]] = {
        "a ticket is moved away": lambda: assigning.transfer(held, world.billing, by=world.omar),
        "he may answer there": lambda: employing.change_levels(jaan, {world.support.pk: "solver"}, by=world.omar),
        "he is back": lambda: employing.reactivate(jaan, by=world.omar),
        "all can hold more": lambda: workspace.change(choices.CAPACITY, 2, by=world.omar),
    }
    acts[how]()
    settled()
    assert owner(waits) == jaan


def test_the_worker_begins_though_it_believes_that_the_department_hands_nothing_out(world: World) -> None:
    """Another process let it begin a moment ago."""
    here(world.ieva)
    ticket = world.ticket()
    assert not rules.anybody_hands_out()
    believed = rules._remembered
    rules.choose(world.support, by=world.omar, method=Method.ROUND_ROBIN)
    rules._remembered = (time.monotonic(), *believed[1:])
    settled()
    assert owner(ticket) == world.ieva and presence.online([world.ieva.pk]) == [world.ieva.pk]
