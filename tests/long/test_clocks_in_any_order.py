"""Clocks of service levels in any order of verbs, against a reference that counts minutes: many more of them."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.sla.test_any_order import STEPS, live
from tests.world import World

pytestmark = [pytest.mark.long]


@pytest.mark.django_db
@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_clocks_count_what_the_minutes_count(world: World, steps: list[tuple[str, int]]) -> None:
    live(world, steps)
