"""The mail channel's own pages of Settings."""

import json
from pathlib import Path

import pytest
from django.test import Client

from accord.channels.email.models import Mailbox
from accord.core import clock, secrets
from accord.events import delivering
from accord.events.models import Event
from accord.people import workspace
from tests.world import World


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def answers(world: World, **more: str) -> dict[str, str]:
    return {
        "address": "Support@Example.com",
        "department": str(world.support.pk),
        "name": "Example Café",
        "language": "",
        "signature": "",
        "smtp_host": "127.0.0.1",
        "smtp_port": "9",
        "smtp_security": "none",
        "smtp_user": "support",
        "password": "secret of the server",
        "acknowledge": "on",
        "is_active": "on",
        **more,
    }


def test_a_mailbox_is_made_and_its_password_is_sealed(world: World, omar: Client) -> None:
    assert omar.post("/settings/mailboxes/new/", answers(world)).status_code == 303
    mailbox = Mailbox.objects.get()
    assert mailbox.address == "support@example.com" and mailbox.department == world.support
    assert (
        "secret of the server" not in mailbox.secret
        and secrets.decrypt(mailbox.secret) == "secret of the server"
    )
    event = Event.objects.get(kind="mailbox.made")
    assert "secret of the server" not in str(event.data)
    page = omar.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert "secret of the server" not in page and mailbox.secret not in page
    assert "support@example.com" in omar.get("/settings/mailboxes/").content.decode()
    assert "support@example.com" in omar.get("/").content.decode()


def test_an_empty_password_keeps_the_one_there_is(world: World, omar: Client) -> None:
    omar.post("/settings/mailboxes/new/", answers(world))
    mailbox = Mailbox.objects.get()
    Mailbox.objects.update(tested_at=clock.now())
    omar.post(f"/settings/mailboxes/{mailbox.pk}/", answers(world, password="", name="Other"))
    mailbox.refresh_from_db()
    assert secrets.decrypt(mailbox.secret) == "secret of the server" and mailbox.tested_at is not None
    assert Event.objects.get(kind="mailbox.changed").data == {"set": {"name": "Other"}}
    omar.post(f"/settings/mailboxes/{mailbox.pk}/", answers(world, password="", name="Other", smtp_port="10"))
    mailbox.refresh_from_db()
    assert mailbox.tested_at is None


def test_a_failed_test_shows_the_servers_words_and_keeps_what_was_written(world: World, omar: Client) -> None:
    response = omar.post("/settings/mailboxes/new/", answers(world, test="1"))
    mailbox = Mailbox.objects.get()
    assert response["Location"] == f"/settings/mailboxes/{mailbox.pk}/test/"
    page = omar.get(response["Location"]).content.decode()
    assert "The test mail did not go out." in page and "ConnectionRefusedError" in page
    assert mailbox.tested_at is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("address", "support", "Write the address that customers write to."),
        ("address", "ieva@example.com", "an agent&#39;s own address"),
        ("smtp_port", "99999", "A port is a number from 1 to 65535."),
        ("smtp_port", "x", "A port is a number from 1 to 65535."),
        ("department", "0", "Choose a department."),
        ("smtp_security", "hope", "Choose how the connection is secured."),
        ("language", "xx", "Choose a language."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    world: World, omar: Client, field: str, value: str, sentence: str
) -> None:
    page = omar.post("/settings/mailboxes/new/", answers(world, **{field: value}))
    assert page.status_code == 422 and sentence in page.content.decode()
    assert f'id="e-{field}"' in page.content.decode() and not Mailbox.objects.exists()


def test_the_intake_hears_of_changes(world: World, omar: Client, data_dir: Path) -> None:
    omar.post("/settings/mailboxes/new/", answers(world))
    workspace.change("mail.max_mb", 50, by=world.omar)
    delivering.deliver()
    told = json.loads((data_dir / "mail-in.json").read_text("utf-8"))
    assert told["mailboxes"] == ["support@example.com"] and told["max_bytes"] == 50 << 20


def test_two_mailboxes_have_two_addresses(world: World, omar: Client) -> None:
    omar.post("/settings/mailboxes/new/", answers(world))
    page = omar.post("/settings/mailboxes/new/", answers(world))
    assert page.status_code == 422 and "a mailbox of this address already" in page.content.decode()
