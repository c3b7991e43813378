"""Sending with a consent: AUTH XOAUTH2 over real SMTP; tokens that the server refuses; two processes at once."""

import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.db import connection

from accord.channels.email import transport
from accord.channels.email.models import Mailbox, OAuthGrant
from accord.channels.email.trying_out import TestFailed, try_out
from tests.channels.email.consents.provider import Provider, authorization_server, grant_at
from tests.channels.email.outbox import Sink
from tests.world import World

RAW = b"Subject: Hello\r\n\r\nHello\r\n"


class Gate(Sink):
    """Takes mail only after AUTH XOAUTH2 with a token of `good`."""

    good: tuple[str, ...] = ("access-1",)
    offered: list[str] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = b64decode(args[1]).decode()
        self.offered = [*self.offered, said]
        good = any(said == f"user=support@example.com\x01auth=Bearer {token}\x01\x01" for token in self.good)
        if not good:
            await server.challenge_auth(b'{"status":"401"}', encode_to_b64=True)
        return AuthResult(success=good, handled=False)


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def gate() -> Iterator[tuple[Gate, int]]:
    sink = Gate()
    more: dict[str, Any] = {"auth_required": True, "auth_require_tls": False}
    controller = _AnyPort(sink, hostname="127.0.0.1", port=0, **more)
    controller.start()
    try:
        yield sink, controller.port
    finally:
        transport.close_all()
        controller.stop()


@pytest.fixture
def provider() -> Iterator[Provider]:
    transport.close_all()
    with authorization_server() as provider:
        yield provider


def mailbox(world: World, port: int, grant: OAuthGrant) -> Mailbox:
    return Mailbox.objects.create(
        address="support@example.com",
        department=world.support,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        grant=grant,
    )


@pytest.mark.django_db
def test_mail_goes_out_with_a_fresh_token(world: World, provider: Provider) -> None:
    with gate() as (sink, port):
        ours = mailbox(world, port, grant_at(provider, expires_in_s=0))
        assert transport.hand_over(ours, ours.address, ["a@example.org"], RAW).taken == ["a@example.org"]
        assert len(sink.mails) == 1


@pytest.mark.django_db
def test_a_token_that_the_server_refuses_is_not_used_again(world: World, provider: Provider) -> None:
    with gate() as (sink, port):
        ours = mailbox(world, port, grant_at(provider))  # access-0 is good by the clock, not by the server
        with pytest.raises(transport.Unreachable, match="535"):
            transport.hand_over(ours, ours.address, ["a@example.org"], RAW)
        transport.close_all()
        assert transport.hand_over(ours, ours.address, ["a@example.org"], RAW).taken
        assert ["access-0" in sink.offered[0], "access-1" in sink.offered[1]] == [True, True]


@pytest.mark.django_db
def test_a_lost_consent_is_said_by_the_test_in_the_providers_words(world: World, provider: Provider) -> None:
    provider.fault = "invalid_grant"
    with gate() as (sink, port):
        ours = mailbox(world, port, grant_at(provider, expires_in_s=0))
        with pytest.raises(TestFailed, match="OAuth: invalid_grant: said so"):
            try_out(ours, "omar@example.com")
        assert not sink.mails


PROCESS = """
import sys, django
django.setup()
from accord.channels.email.consents import access_token
sys.stdin.readline()
print(access_token(int(sys.argv[1])))
"""


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_asks(provider: Provider) -> None:
    provider.slow_s = 0.5
    grant = grant_at(provider, expires_in_s=-1)
    environment = _environment()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(grant.pk)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert said == ["access-1", "access-1"]
    assert provider.refreshed == 1


def _environment() -> dict[str, str]:
    """What makes another process work on the database of this test."""
    name, url = str(connection.settings_dict["NAME"]), os.environ.get("ACCORD_DATABASE_URL", "")
    if connection.vendor == "postgresql":
        return {**os.environ, "ACCORD_DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
    return {**os.environ, "ACCORD_DATABASE_URL": f"sqlite:///{name}"}
