"""Days that pass."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.tickets.silence.days import Days, passing
from tests.world import World


@pytest.fixture
def days(world: World, settings: Any) -> Iterator[Days]:
    with passing(world, settings) as running:
        yield running
