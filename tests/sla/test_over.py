"""A ticket is late no more when nobody waits for us and none of its clocks is over."""

import pytest

from accord.sla import over
from accord.tickets import replying
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, same
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_answer_ends_it(world: World) -> None:
    everybody(world)
    with at(MONDAY):
        first, second = world.ticket(), world.ticket()
    ids = [first.pk, second.pk]
    with at(later(minutes=70)):
        assert over.past(ids) == set()
        replying.reply(first, Words(text="Clean it."), by=world.ieva)
        assert over.past(ids) == {first.pk}


def test_a_clock_that_stopped_after_its_time_is_over_still(world: World) -> None:
    everybody(world, targets={"first_answer": same(2 * HOUR), "first_resolution": same(HOUR)})
    with at(MONDAY):
        late, well = world.ticket(), world.ticket()
    with at(later(minutes=50)):
        replying.reply(well, Words(text="Clean it."), by=world.ieva)
    with at(later(minutes=70)):
        replying.reply(late, Words(text="Clean it."), by=world.ieva)
        assert over.past([late.pk, well.pk]) == {well.pk}
