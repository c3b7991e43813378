"""A worker that is killed keeps nobody waiting: the next one takes over what it had claimed, at once."""

from pathlib import Path

import pytest

from accord.core import alive, clock
from accord.events import delivering
from accord.events.models import Delivery
from tests.core.test_alive import other
from tests.world import World


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("killed", [True, False])
def test_what_a_dead_worker_claimed_is_claimed_anew(world: World, data_dir: Path, killed: bool) -> None:
    process, mark = other(data_dir)
    try:
        world.ticket(acknowledge=True)
        delivery = Delivery.objects.get()
        Delivery.objects.update(claim=mark + "0" * 16, claimed_until=clock.now() + delivering.LEASE)
        assert delivering.claim(10) == []
        if killed:
            process.kill()
            process.communicate()
            assert [each.pk for each in delivering.claim(10)] == [delivery.pk]
            assert mark not in alive.dead()
        else:
            assert delivering.claim(10) == [], "its worker lives"
    finally:
        process.kill()
        process.communicate()
        alive.forget([mark])
