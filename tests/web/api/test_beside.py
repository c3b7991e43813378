"""Panels and buttons for programs."""

import pytest

from accord.core import outgoing_http
from tests.automation.beside.other import Other
from tests.web.api.caller import Caller
from tests.world import World

PANEL = {"name": "Orders", "url": "https://shop.example.com/?mail={contact.email}"}


def test_set_up_asked_and_pressed(
    world: World, omar: Caller, ieva: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other()
    monkeypatch.setattr(outgoing_http, "call", other.call)
    ticket = world.ticket()
    assert ieva.post("/beside/panels", PANEL).status == 403
    panel = omar.post("/beside/panels", PANEL)
    button = omar.post("/beside/buttons", {**PANEL, "name": "Restart", "method": "POST", "does": "call"})
    assert (panel.status, panel["keep_s"], panel["does"], button["does"]) == (201, 300, None, "call")
    answered = ieva.get(f"/tickets/{ticket.code}/panels")["panels"][0]
    assert (answered["problem"], answered["sections"][0]["fields"]) == ("", [["Plan", "Gold"]])
    assert ieva.post(f"/tickets/{ticket.code}/buttons/{button['id']}", {}).status == 201
    assert ieva.post(f"/tickets/{ticket.code}/buttons/{button['id']}", {}).status == 409
    assert ieva.get(f"/tickets/{ticket.code}/buttons")["buttons"][0]["last"] == "waiting"
    changed = omar.patch(f"/beside/panels/{panel['id']}", {"name": "Shop"})
    assert (changed["name"], changed["url"]) == ("Shop", PANEL["url"])
    assert omar.delete(f"/beside/panels/{panel['id']}")["removed"] is True
    assert omar.get("/beside/panels")["items"] == [] and len(omar.get("/beside/buttons")["items"]) == 1
