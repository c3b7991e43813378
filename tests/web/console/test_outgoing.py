"""What leaves: pausing and Go, what waits is told first, and every console page says it to administrators."""

import pytest
from django.test import Client

from accord.core import options
from accord.events import outgoing
from accord.events.models import Delivery, Event
from accord.tickets.replying import reply
from accord.tickets.writing import Words
from tests.world import World


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def test_go_is_said_after_looking_at_what_waits(world: World, omar: Client) -> None:
    Delivery.objects.all().delete()
    ticket = world.ticket()
    reply(ticket, Words(text="Clean the burrs."), by=world.ieva)
    waiting = Delivery.objects.count()
    assert waiting
    assert omar.post("/settings/outgoing/pause/").status_code == 303
    since = outgoing.since()
    assert outgoing.paused() and since is not None
    omar.post("/settings/outgoing/pause/")
    assert outgoing.since() == since, "pausing again changes nothing"
    page = omar.get("/settings/outgoing/").content.decode()
    assert f"{waiting} piece" in page and ticket.code in page and "/settings/outgoing/go/" in page
    assert omar.post("/settings/outgoing/go/").status_code == 303
    assert not outgoing.paused()
    told = [event.data for event in Event.objects.order_by("id") if event.data.get("option") == outgoing.PAUSED]
    assert len(told) == 2, "who paused it and who said go stands in the history"


def test_every_page_says_it_to_administrators(world: World, omar: Client) -> None:
    ieva = Client()
    ieva.force_login(world.ieva)
    options.put(outgoing.PAUSED, "2026-01-02T03:04:05+00:00")
    for path in ("/", "/inbox/todo/", "/settings/profile/", f"/tickets/{world.ticket().code}/"):
        assert "Nothing is sent" in omar.get(path).content.decode(), path
        assert "Nothing is sent" not in ieva.get(path).content.decode(), path
    assert ieva.post("/settings/outgoing/go/").status_code == 403
    assert outgoing.paused()


def test_it_is_no_option_among_the_others(world: World, omar: Client) -> None:
    assert outgoing.PAUSED not in omar.get("/settings/workspace/").content.decode()
