"""The programs of the API's tests."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.web.api.caller import Caller
from tests.world import World


@pytest.fixture
def ieva(world: World) -> Caller:
    """Acts for Ieva, who solves in Support."""
    return Caller(world.ieva)


@pytest.fixture
def tiina(world: World) -> Caller:
    """Acts for Tiina, who manages Support and Billing."""
    return Caller(world.tiina)


@pytest.fixture
def omar(world: World) -> Caller:
    """Acts for Omar, who owns."""
    return Caller(world.omar)


@pytest.fixture(autouse=True)
def _no_counts() -> Iterator[None]:
    """What was counted against one test's tokens does not count in the next."""
    cache.clear()
    yield
