"""A customer's browser, the forms that it sees, and the mails that he gets."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.web.portal.browser import Browser
from tests.world import World


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(Client(enforce_csrf_checks=True))


@pytest.fixture
def other(world: World) -> Browser:
    """Somebody else's browser, or a second device."""
    return Browser(Client(enforce_csrf_checks=True))
