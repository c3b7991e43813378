"""A server that does as it is told, and a source that is read there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accord.channels.email.models import Mailbox, MailSource
from accord.core import secrets
from tests.channels.email.fetching.imap_server import ImapServer, serving
from tests.world import World


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with serving(ImapServer()) as made:
        yield made


@pytest.fixture
def source(desk: World, server: ImapServer) -> Callable[..., MailSource]:
    def make(**more: Any) -> MailSource:
        values = {"host": "127.0.0.1", "port": server.port, "security": "none", "user": "support"} | more
        return MailSource.objects.create(
            mailbox=Mailbox.objects.get(), secret=secrets.encrypt("secret"), **values
        )

    return make
