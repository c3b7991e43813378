"""What has served its time is forgotten, what has not is kept."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.core.models import RepeatedAnswer
from accord.project import housekeeping
from tests.world import World


def test_only_old_idempotency_keys_are_forgotten(db: None) -> None:
    for key, days in (("old", 3), ("new", 1)):
        RepeatedAnswer.objects.create(
            owner="1", key=key, request_sha256="", created_at=clock.now() - timedelta(days=days)
        )
    assert housekeeping.forget() == 1
    assert list(RepeatedAnswer.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_the_index_is_tidied_until_nothing_is_left() -> None:
    from tests.world import make_world

    world: World = make_world()
    for number in range(30):
        world.ticket(f"Ticket {number}")
    for _ in range(200):
        if not housekeeping.tidy_index():
            break
    else:
        pytest.fail("tidying never ends")
