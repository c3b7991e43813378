"""The bell, the list, reading, choosing, and the console as an app."""

import json

import pytest
from django.test import Client

from accord.messaging.notices import choosing, reading
from accord.messaging.notices.pushing import identity, subscribing
from accord.people.models import Notice, PushBrowser, PushKey
from accord.people.rights import access_of
from accord.tickets import notifying
from accord.tickets.models import Ticket
from accord.web.console.settings.notifications import name_of
from accord.web.live import hub as hubs
from tests.messaging.notices.test_pushing import AUTH, POINT
from tests.messaging.notices.told import carried_out
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ieva(world: World) -> Client:
    browser = Client()
    browser.force_login(world.ieva)
    return browser


def told(world: World, text: str = "Look at this") -> Ticket:
    ticket = world.ticket()
    notifying.notify(ticket, [world.ieva], text, by=world.tiina)
    carried_out()
    return ticket


def unread(world: World) -> int:
    return reading.count(access_of(world.ieva))


def test_the_bell_knows_what_is_new_since_the_browser_looked(world: World, ieva: Client) -> None:
    told(world)
    first = ieva.get("/live-state/notices/", {"after": ""}).json()
    assert (first["unread"], first["count"], first["toast"]) == (1, "1", "")
    ticket = told(world, "And at <that>")
    again = ieva.get("/live-state/notices/", {"after": first["newest"]}).json()
    assert again["unread"] == 2 and again["newest"] > first["newest"]
    assert "And at &lt;that&gt;" in again["toast"] and f"/tickets/{ticket.code}/" in again["toast"]
    told(world, "One more")
    several = ieva.get("/live-state/notices/", {"after": first["newest"]}).json()["toast"]
    assert "2 new notifications" in several


def test_the_list_says_what_was_told_and_leads_to_it(world: World, ieva: Client) -> None:
    assert "Nothing yet" in ieva.get("/notifications/").content.decode()
    ticket = told(world)
    for address in ("/notifications/", "/notifications/?panel=1", "/notifications/?only=unread"):
        html = ieva.get(address).content.decode()
        assert "Look at this" in html and f'href="/tickets/{ticket.code}/"' in html and "data-unread" in html
    Notice.objects.update(read_at=ticket.created_at)
    assert "You have read everything" in ieva.get("/notifications/?only=unread").content.decode()
    assert "nothing older" in ieva.get("/notifications/?before=1").content.decode()


def test_reading_one_all_and_not_reading(world: World, ieva: Client) -> None:
    told(world)
    told(world)
    one, two = Notice.objects.order_by("id")
    assert ieva.post("/notifications/read/", {"id": one.pk}, headers={"X-Requested-With": "fetch"}).status_code == 204
    assert unread(world) == 1
    ieva.post("/notifications/read/", {"id": one.pk, "again": "1"})
    assert unread(world) == 2
    told(world)  # it came after the page was made
    assert ieva.post("/notifications/read/", {"up_to": two.pk}).status_code == 303
    assert unread(world) == 1
    omar = Client()
    omar.force_login(world.omar)
    omar.post("/notifications/read/", {"id": Notice.objects.last().pk})  # type: ignore[union-attr]
    assert unread(world) == 1  # what is another's stays as it is


def test_looking_at_the_ticket_reads_its_news(
    world: World, ieva: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(hubs.hub, "tell_person", heard.append)
    ticket, other = told(world), told(world)
    ieva.post("/live-state/presence/", {"ticket": ticket.pk, "doing": "look"})
    assert unread(world) == 1 and heard == [world.ieva.pk]
    ieva.post("/live-state/presence/", {"ticket": other.pk, "doing": ""})  # he leaves
    assert unread(world) == 1


def test_choosing_on_the_page(world: World, ieva: Client) -> None:
    html = ieva.get("/settings/notifications/").content.decode()
    assert "A customer writes on a ticket of mine" in html and "Mentions" not in html
    form = {"mail_answered": "on", "console_answered": "on", "quiet_from": "20:00", "quiet_until": "07:00"}
    form |= {"bundle_minutes": "15", "quiet_weekends": "on"}
    assert ieva.post("/settings/notifications/", form).status_code == 303
    ways, habit = choosing.ways_of(world.ieva), choosing.habit_of(world.ieva.pk)
    assert (ways["answered"], ways["assigned"]) == (("console", "mail"), ())
    assert (habit.quiet_from, habit.bundle_minutes, habit.quiet_weekends) == ("20:00", 15, True)
    refused = ieva.post("/settings/notifications/", {**form, "quiet_until": ""})
    assert refused.status_code == 422 and "Quiet hours need" in refused.content.decode()
    ieva.post("/settings/notifications/", {"standard": "1"})
    assert choosing.ways_of(world.ieva)["assigned"] == ("console", "push")


def test_push_is_turned_on_and_off(world: World, ieva: Client) -> None:
    page = ieva.get("/settings/notifications/").content.decode()
    assert f'data-push="{identity.public()}"' in page and PushKey.objects.count() == 1
    good = {"endpoint": "https://push.example.com/abc", "public": POINT, "auth": AUTH}
    for wrong in ({"endpoint": "http://push.example.com/"}, {"endpoint": "https://127.0.0.1/"}, {"public": "AAAA"}):
        assert ieva.post("/settings/notifications/browsers/", {**good, **wrong}).status_code == 422
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    assert ieva.post("/settings/notifications/browsers/", good, headers={"User-Agent": agent}).status_code == 200
    row = PushBrowser.objects.get()
    assert (row.person, row.name) == (world.ieva, "Firefox, Linux")
    subscribing.subscribe(world.tiina, good["endpoint"], POINT, AUTH)  # she signed in at his browser
    assert PushBrowser.objects.get().person == world.tiina
    assert ieva.post(f"/settings/notifications/browsers/{row.pk}/end/").status_code == 404
    subscribing.subscribe(world.ieva, good["endpoint"], POINT, AUTH)
    assert ieva.post(f"/settings/notifications/browsers/{row.pk}/end/").status_code == 303
    assert not PushBrowser.objects.exists()


def test_the_console_is_an_app(world: World, ieva: Client) -> None:
    page = ieva.get("/notifications/").content.decode()
    assert 'rel="manifest" href="/app.webmanifest"' in page
    manifest = json.loads(Client().get("/app.webmanifest").content)
    assert (manifest["display"], manifest["scope"], manifest["start_url"]) == ("standalone", "/", "/")
    assert {each["sizes"] for each in manifest["icons"]} == {"192x192", "512x512"}
    worker = Client().get("/worker.js")
    assert worker["Content-Type"].startswith("text/javascript") and worker["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in worker["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
    ],
)
def test_browsers_have_names(agent: str, name: str) -> None:
    assert name_of(agent) == name
