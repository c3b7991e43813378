"""The inventor in its own process makes what it makes here, and its end is noticed."""

import os
import signal
from datetime import UTC, datetime

import pytest

from accord.project.seeding import loading
from accord.project.seeding.hiring import hire
from accord.project.seeding.inventor_process import InventorGone, Order, make, opened

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.django_db
def test_another_process_makes_the_same_and_its_death_is_noticed() -> None:
    order = Order(hire(60, UNTIL), 60, 7, 25, loading.next_ids())
    with opened() as workshop:
        workshop.begin(order)
        assert list(workshop.batches()) == list(make(order))
    with opened() as workshop:
        workshop.begin(order)
        os.kill(workshop.process_id, signal.SIGKILL)
        with pytest.raises(InventorGone):
            list(workshop.batches())


def test_a_workshop_without_an_order_is_closed() -> None:
    with opened() as workshop:
        process = workshop.process_id
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
