"""A world outside with name server, and domains that publish who may send for them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.channels.email.screening.outside import Outside

from tests.channels.email.conftest import desk

__all__ = ["desk"]


@pytest.fixture
def outside() -> "Iterator[Outside]":
    """The name server and the signing keys of the domains in `outside`."""
    from tests.channels.email.screening.outside import make

    with make() as made:
        yield made
