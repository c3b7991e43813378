"""Effects that have waited for long are told from those of this moment."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.events import delivering
from accord.events.models import Delivery
from tests.world import World

pytestmark = pytest.mark.django_db


def test_what_is_due_for_long_is_in_arrears_until_it_is_done(world: World) -> None:
    world.ticket(acknowledge=True)
    delivering.deliver(1)
    assert not delivering.in_arrears()
    world.ticket(acknowledge=True)
    Delivery.objects.update(due_at=clock.now() - 2 * delivering.PATIENCE)
    delivering.deliver(1)
    assert delivering.in_arrears()
    while delivering.deliver(10):
        pass
    Delivery.objects.update(due_at=clock.now() + timedelta(hours=1))
    assert delivering.deliver(1) == 0 and not delivering.in_arrears()
