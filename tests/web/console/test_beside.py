"""Panels and buttons on a ticket's page and in Settings."""

from collections.abc import Iterator

import pytest
from django.test import Client

from accord.automation.beside import making
from accord.automation.beside.making import Wording
from accord.automation.models import HttpCall, SidePanel
from accord.core import outgoing_http
from accord.core.outgoing_http import Failed
from tests.automation.beside.other import Other
from tests.world import World

PLAIN = Wording("Orders", "https://shop.example.com/?mail={contact.email}")
FORM = {"name": "Orders", "url": PLAIN.url, "method": "GET", "keep_s": "60", "active": "on"}


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    made = Other()
    monkeypatch.setattr(outgoing_http, "call", made.call)
    return made


@pytest.fixture
def omar(world: World) -> Iterator[Client]:
    client = Client()
    client.force_login(world.omar)
    yield client


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def test_the_page_asks_for_them_only_where_there_are_any(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/"
    assert f"{at}beside/" not in ieva.get(at).content.decode()
    making.make_panel(PLAIN, by=world.omar)
    assert f"{at}beside/" in ieva.get(at).content.decode()


def test_a_panel_is_shown_as_text_whatever_it_says(world: World, ieva: Client, other: Other) -> None:
    panel, ticket = making.make_panel(PLAIN, by=world.omar), world.ticket()
    at = f"/tickets/{ticket.code}/"
    first = ieva.get(f"{at}beside/").content.decode()
    assert f"{at}panels/{panel.pk}/" in first and not other.asked
    other.says(
        {
            "fields": {"Name": "<img src=x onerror=alert(1)>"},
            "links": [{"label": "Go", "url": "https://x.example.com"}],
        }
    )
    shown = ieva.get(f"{at}panels/{panel.pk}/").content.decode()
    assert "&lt;img src=x" in shown and "<img" not in shown
    assert 'href="https://x.example.com" target="_blank" rel="noopener noreferrer"' in shown
    assert "&lt;img src=x" in ieva.get(f"{at}beside/").content.decode(), "it is at hand now"
    assert len(other.asked) == 1
    assert ieva.get(f"{at}panels/{panel.pk + 1}/").status_code == 404


def test_what_is_broken_has_a_line_and_a_cure_for_who_can_mend_it(
    world: World, ieva: Client, omar: Client, other: Other
) -> None:
    panel, ticket = making.make_panel(PLAIN, by=world.omar), world.ticket()
    at = f"/tickets/{ticket.code}/panels/{panel.pk}/"
    other.answers = [Failed("no route")]
    assert (
        "shop.example.com cannot be reached. An administrator can mend it." in ieva.get(at).content.decode()
    )
    assert f"/settings/beside/panels/{panel.pk}/" in omar.get(at).content.decode()
    assert "It gets no answer since" in omar.get("/settings/beside/").content.decode()
    assert "It gets no answer since" in omar.get(f"/settings/beside/panels/{panel.pk}/").content.decode()


def test_a_button_is_pressed_from_the_page(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    call = making.make_button(
        Wording("Restart", "https://x.example.com/", "POST", does="call"), by=world.omar
    )
    making.make_button(Wording("CRM", "https://crm.example.com/?q={contact.email}"), by=world.omar)
    shown = ieva.get(f"/tickets/{ticket.code}/beside/").content.decode()
    assert "https://crm.example.com/?q=hannah%40example.com" in shown
    answer = ieva.post(f"/tickets/{ticket.code}/buttons/{call.pk}/")
    assert answer.headers["Location"] == f"/tickets/{ticket.code}/?did=pressed"
    assert HttpCall.objects.get().because == f"button:{call.pk}"
    assert "Restart: on its way" in ieva.get(f"/tickets/{ticket.code}/beside/").content.decode()


def test_an_administrator_makes_tries_orders_and_removes(world: World, omar: Client, other: Other) -> None:
    ticket = world.ticket()
    assert "New panel" in omar.get("/settings/beside/").content.decode()
    assert omar.post("/settings/beside/panels/new/", {**FORM, "url": "http://x"}).status_code == 422
    tried = omar.post(
        "/settings/beside/panels/try/", {**FORM, "preview-ticket": ticket.code}
    ).content.decode()
    assert "Gold" in tried and "GET https://shop.example.com/?mail=hannah%40example.com" in tried
    assert not SidePanel.objects.exists()
    for name in ("Orders", "Machines"):
        made = omar.post(
            "/settings/beside/panels/new/", {**FORM, "name": name, "departments": [world.support.pk]}
        )
        assert made.status_code == 303
    first, second = SidePanel.objects.order_by("id")
    assert (first.departments, first.keep_s) == ([world.support.pk], 60)
    omar.post("/settings/beside/panels/order/", {"move": second.pk, "where": "up"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.position, first.position) == (0, 1)
    omar.post(f"/settings/beside/panels/{first.pk}/removal/")
    assert omar.get(f"/settings/beside/panels/{first.pk}/").status_code == 404
    assert omar.get("/settings/beside/drawers/new/").status_code == 404


def test_trying_a_button_sends_nothing(world: World, omar: Client, other: Other) -> None:
    world.ticket()
    form = {
        "name": "",
        "url": "https://x.example.com/{ticket.code}",
        "method": "POST",
        "does": "call",
        "body": "{}",
    }
    shown = omar.post("/settings/beside/buttons/try/", form).content.decode()
    assert "POST https://x.example.com/" in shown and not other.asked and not HttpCall.objects.exists()
    opens = omar.post("/settings/beside/buttons/try/", {**form, "does": "open"}).content.decode()
    assert 'href="https://x.example.com/' in opens
    wrong = omar.post("/settings/beside/buttons/try/", {**form, "preview-ticket": "no such"}).content.decode()
    assert "no ticket with this code" in wrong
