"""The daily probe of each mailbox, and the problems that watching finds."""

from datetime import timedelta

import pytest

from accord.channels.email import canaries, watching
from accord.channels.email.models import Mailbox, MailProbe
from accord.core import clock, health
from accord.events import outgoing
from tests.channels.email.consents.provider import Provider, grant_at
from tests.channels.email.mails import later, taken
from tests.channels.email.outbox import Sink, mailbox_at, smtp_server
from tests.world import World

pytestmark = pytest.mark.django_db


def arrive(sink: Sink) -> None:
    """What left comes in again."""
    for each in sink.mails:
        taken(each.raw, each.recipients, sender="support@example.com")
    sink.mails.clear()


def keys() -> list[str]:
    return [problem.key.partition(":")[0] for problem in watching.mailboxes()]


def test_one_a_day_and_none_where_mail_is_kept(world: World) -> None:
    with smtp_server() as (sink, port):
        mailbox_at(port, world.support, tested_at=clock.now())
        mailbox_at(port, world.support, "untested@example.com")
        mailbox_at(port, world.support, "off@example.com", tested_at=clock.now(), canary=False)
        mailbox_at(port, world.support, "kept@example.com", tested_at=clock.now(), smtp_host="")
        assert canaries.fly() == 1
        assert canaries.fly() == 0
        assert [one.recipients for one in sink.mails] == [["support@example.com"]]
        arrive(sink)
        with clock.running(later(hours=23)):
            assert canaries.fly() == 0
        with clock.running(later(hours=25)):
            assert canaries.fly() == 1


def test_a_canary_that_does_not_come_back_is_a_problem_until_one_does(world: World) -> None:
    with smtp_server() as (sink, port):
        mailbox_at(port, world.support, tested_at=clock.now())
        canaries.fly()
        assert keys() == []
        with clock.running(later(minutes=31)):
            assert keys() == ["mailbox-canary"]
            arrive(sink)
            assert keys() == []


def test_plus_addresses_that_stop_arriving_are_told_apart(world: World) -> None:
    with smtp_server() as (sink, port):
        mailbox = mailbox_at(port, world.support, tested_at=clock.now(), plus_works=True)
        canaries.fly()
        assert "+" in sink.mails.pop().recipients[0]  # and is lost
        with clock.running(later(minutes=31)):
            assert canaries.fly() == 1  # a plain one follows
            arrive(sink)
            assert keys() == []
            canaries.fly()
    mailbox.refresh_from_db()
    assert mailbox.plus_works is False


def test_a_paused_desk_sends_none(world: World) -> None:
    with smtp_server() as (sink, port):
        mailbox_at(port, world.support, tested_at=clock.now())
        outgoing.pause()
        assert canaries.fly() == 0 and not sink.mails


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"last_error": "535 no"}, ["mailbox-out"]),
        ({"tested_at": None}, ["mailbox-untested"]),
        ({"smtp_host": ""}, ["mailbox-keeps"]),
        ({"is_active": False, "last_error": "535 no"}, []),
    ],
)
def test_what_is_wrong_with_a_mailbox(world: World, more: dict[str, object], found: list[str]) -> None:
    mailbox_at(25, world.support, **{"tested_at": clock.now(), **more})
    assert keys() == found


def test_silence(world: World) -> None:
    now = clock.now()
    mailbox_at(25, world.support, tested_at=now, last_in_at=now)
    with clock.running(later(days=6)):
        assert keys() == []
    with clock.running(later(days=8)):
        assert keys() == ["mailbox-silent"]


@pytest.mark.parametrize(
    ("more", "found", "severe"),
    [
        ({}, None, False),
        ({"lost_at": "2026-01-01T00:00:00Z", "last_error": "invalid_grant"}, "consent-lost", True),
        ({"error_since": "2026-01-01T00:00:00Z", "last_error": "503"}, "consent-late", False),
        ({"error_since": "2026-01-01T00:00:00Z", "expires_in_s": -60}, "consent-late", True),
        ({"granted_at": None}, "consent-missing", False),
        ({"refresh_ends_at": "soon"}, "consent-ends", False),
        ({"secret_ends_on": "soon"}, "consent-secret", False),
    ],
)
def test_what_is_wrong_with_a_consent(
    world: World, more: dict[str, object], found: str | None, severe: bool
) -> None:
    soon = clock.now() + timedelta(days=10)
    ends = {"refresh_ends_at": soon, "secret_ends_on": soon.date()}
    given = {name: ends[name] if value == "soon" else value for name, value in more.items()}
    grant = grant_at(Provider(url="http://127.0.0.1:9"), **given)  # type: ignore[arg-type]
    mailbox = Mailbox.objects.create(address="support@example.com", department=world.support, grant=grant)
    problems = list(watching.consents())
    assert [(one.key.partition(":")[0], one.severe) for one in problems] == (
        [(found, severe)] if found else []
    )
    assert all(one.url == f"/settings/mailboxes/{mailbox.pk}/consent/" for one in problems)


def test_old_probes_are_forgotten(world: World) -> None:
    with smtp_server() as (_sink, port):
        mailbox_at(port, world.support, tested_at=clock.now())
        canaries.fly()
        with clock.running(later(days=40)):
            canaries.fly()
    assert MailProbe.objects.count() == 1


def test_the_checks_are_registered() -> None:
    assert {"mailboxes", "consents", "mail-services"} <= set(health.checks)
