"""Chats in the console: the page, beside a ticket, the badge."""

import pytest
from django.test import Client

from accord.messaging.chats import reading, saying
from accord.tickets.models import Ticket
from accord.web.live.hub import Hub
from accord.web.live.watching import Watcher
from tests.running import eventually
from tests.world import World


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


@pytest.fixture
def tiina(world: World) -> Client:
    client = Client()
    client.force_login(world.tiina)
    return client


def badge(client: Client) -> str:
    return str(client.get("/live-state/to-solve/").json()["chats"])


def test_a_word_beside_a_ticket_and_its_answer(world: World, ieva: Client, tiina: Client) -> None:
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/"
    assert f"{at}chats/" not in ieva.get(at).content.decode(), "nobody ever wrote: the page asks for nothing"
    form = {"to": [world.tiina.pk], "text": "<b>October?</b>", "ticket": ticket.code}
    answer = ieva.post("/chat/", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{at}?did=chatted")
    assert (badge(ieva), badge(tiina)) == ("", "1")
    assert f"{at}chats/" in tiina.get(at).content.decode()
    shown = tiina.get(f"{at}chats/").content.decode()
    (mine,) = reading.newest(world.tiina)
    assert "&lt;b&gt;October?&lt;/b&gt;" in shown and f'hx-post="/chat/{mine.chat.pk}/read/"' in shown
    assert tiina.post(f"/chat/{mine.chat.pk}/read/").status_code == 204 and badge(tiina) == ""
    said = tiina.post(f"/chat/{mine.chat.pk}/?ticket={ticket.code}", {"text": "Yes."}).content.decode()
    assert "Yes." in said and "October?" in said
    page = ieva.get(f"/chat/{mine.chat.pk}/").content.decode()
    assert ticket.code in page and "Yes." in page and "Tiina" in page
    found = ieva.get("/chat/?q=october").content.decode()
    assert "October?" in found and "October?" not in ieva.get("/chat/?q=november").content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(department=world.billing)
    assert ticket.subject not in ieva.get(f"/chat/{mine.chat.pk}/").content.decode(), (
        "she may not see it any more"
    )


def test_a_chat_of_others_is_not_there(world: World, ieva: Client) -> None:
    chat = saying.begin([world.omar], "Ours", by=world.tiina)
    for path in (f"/chat/{chat.pk}/", f"/chat/{chat.pk}/lines/"):
        assert ieva.get(path).status_code == 404
    assert ieva.post(f"/chat/{chat.pk}/", {"text": "Mine"}).status_code == 404
    assert ieva.post("/chat/", {"to": [999_999], "text": "Who?"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_who_takes_part_hear_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.events import cursors

    hub, heard = Hub(), list[tuple[int, int]]()
    monkeypatch.setattr(hub, "tell_chat", lambda person, chat: heard.append((person, chat)))
    watcher = Watcher(hub)
    watcher.cursor = cursors.newest()
    chat = saying.begin([world.tiina], "Hi", by=world.ieva)

    def told() -> bool:
        watcher.read()
        return len(heard) > 1

    eventually(told)  # on PostgreSQL after whatever else writes on the server just now
    assert sorted(heard) == sorted((each.pk, chat.pk) for each in (world.ieva, world.tiina))
