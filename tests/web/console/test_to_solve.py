"""The button: it leads to a ticket, says why, and what it says stands beside the page, not in it."""

import pytest
from django.conf import settings
from django.test import Client

from accord.people import presence, ways_of_working
from accord.people.models import Person
from accord.queue import screens
from accord.tickets.models import Ticket
from accord.web.live.hub import Hub
from tests.world import World

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_it_gives_and_leads_to_the_ticket(world: World) -> None:
    first, second = world.ticket(), world.ticket("Second")
    ieva = browser(world.ieva)
    answer = ieva.post("/to-solve/")
    assert answer.status_code == 303 and answer["Location"] == f"/tickets/{first.code}/?did=given-waited"
    assert "It is yours now" in ieva.get(answer["Location"]).content.decode()
    still = ieva.post("/to-solve/", HTTP_REFERER=f"http://testserver/tickets/{first.code}/")
    assert still["Location"].endswith("?did=still-first")
    tiina = browser(world.tiina).post("/to-solve/")
    assert tiina["Location"].startswith(f"/tickets/{second.code}/")


def test_looking_changes_nothing_and_says_in_which_order(world: World) -> None:
    world.ticket()
    page = browser(world.ieva).get("/to-solve/").content.decode()
    assert "Coffee grinder stops" in page and "First because the customer has waited for" in page
    assert Ticket.objects.get().assignee is None


def test_when_nothing_waits_the_page_teaches(world: World) -> None:
    ieva = browser(world.ieva)
    assert ieva.post("/to-solve/")["Location"] == "/to-solve/"
    assert "Nothing waits for you." in ieva.get("/to-solve/").content.decode()


def test_what_the_button_says(world: World) -> None:
    ticket = world.ticket()
    ieva = browser(world.ieva)
    said = ieva.get("/live-state/to-solve/").json()
    assert (said["count"], said["code"]) == ("1", ticket.code)
    assert said["why"].startswith("First because the customer has waited for")
    assert said["presence"] == "offline"


def test_the_live_bus_says_what_stands_open_at_anothers_screen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, hub = world.ticket(), Hub()
    monkeypatch.setattr(screens, "_elsewhere", hub.elsewhere)
    hub.be_present(ticket, world.tiina, "look")
    assert browser(world.ieva).get("/live-state/to-solve/").json()["count"] == "0"
    assert browser(world.tiina).get("/live-state/to-solve/").json()["count"] == "1"
    hub.be_present(ticket, world.tiina, "")
    assert browser(world.ieva).get("/live-state/to-solve/").json()["count"] == "1"


def test_pausing_by_the_menu(world: World) -> None:
    presence.beat("web-1")
    presence.come(world.ieva.pk, "web-1")
    ieva = browser(world.ieva)
    assert (
        ieva.post("/presence/", {"presence": "paused"}, HTTP_REFERER="https://elsewhere.example/")["Location"]
        == "/"
    )
    assert presence.standing(world.ieva.pk).key == "paused"
    page = browser(world.tiina).get("/team/").content.decode()
    assert "Paused for less than a minute" in page
    ieva.post("/presence/", {"presence": "online"})
    assert presence.standing(world.ieva.pk).key == "online"


def test_settings_of_the_order_of_work(world: World) -> None:
    omar = browser(world.omar)
    form = {"own": "first", f"department_{world.billing.pk}": "on", f"agent_{world.ieva.pk}": "on"}
    assert omar.post("/settings/to-solve/", form).status_code == 303
    world.support.refresh_from_db()
    assert not world.support.to_solve_on and ways_of_working.way_of(world.ieva).only_to_solve
    answer = omar.post(f"/settings/given/{world.ieva.pk}/", {"day_0": "9-17, 13-18", "is_given": "on"})
    assert answer.status_code == 422 and "Two of these spans overlap." in answer.content.decode()
    good = {"day_0": "9-17", "skills": "Refund, refund, wholesale", "language_bg": "on", "most_written": "7"}
    assert omar.post(f"/settings/given/{world.ieva.pk}/", good).status_code == 303
    way = ways_of_working.way_of(world.ieva)
    assert way.skills == ["refund", "wholesale"] and way.hours == {"0": [["09:00", "17:00"]]}
    assert (way.languages, way.capacity, way.is_given) == (["bg"], {"written": 7}, False)
    assert omar.post(f"/settings/hand-out/{world.support.pk}/", {"method": "least_loaded"}).status_code == 303
    assert "Hands out to who has the least to do." in omar.get("/settings/hand-out/").content.decode()
    assert omar.post("/settings/hand-out/", {"capacity": "0", "back_after": "24"}).status_code == 422
