"""Who hears of what, and who is told who is where: rights first, at once, and not for ever."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accord.people.models import Person
from accord.people.rights import Access, access_of
from accord.tickets.models import Ticket
from accord.web.live import hub as hubs
from accord.web.live import presence
from accord.web.live.hub import PRESENCE_S, Hub, Listener, News
from tests.world import World, agent


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    made = Hub()
    monkeypatch.setattr(presence, "hub", made)
    return made


class Ear:
    """Somebody's open stream; `heard` is what came so far."""

    def __init__(self, hub: Hub, person: Person, loop: asyncio.AbstractEventLoop) -> None:
        self.listener = Listener(access_of(person), person.shown_name, loop)
        self._loop = loop
        hub.add(self.listener)

    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        self._loop.run_until_complete(asyncio.sleep(0))
        found = []
        while not self.listener.queue.empty():
            said = self.listener.queue.get_nowait()
            assert said is not None
            found.append(said)
        return found


@pytest.fixture
def loop() -> Any:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def news(ticket: Ticket, actor: Person) -> News:
    return News(
        "5", ticket.pk, ticket.code, "message.sent", ticket.department_id, ticket.assignee_id, actor.pk
    )


def test_news_reach_only_those_who_may_see_the_ticket(world: World, hub: Hub, loop: Any) -> None:
    stranger, ticket = agent("Bruno", solver=world.billing), world.ticket()
    people = {"ieva": world.ieva, "bruno": stranger, "omar": world.omar}
    ears = {name: Ear(hub, who, loop) for name, who in people.items()}
    hub.tell(news(ticket, world.tiina))
    assert [name for name, ear in ears.items() if ear.heard()] == ["ieva", "omar"]
    his = replace(
        news(ticket, world.tiina), assignee=stranger.pk
    )  # given to him before he changed departments
    hub.tell(his)
    assert ears["bruno"].heard() == [("ticket", his.words())]


def test_a_list_learns_who_has_a_ticket_open(world: World, hub: Hub, loop: Any) -> None:
    stranger, ticket = agent("Bruno", solver=world.billing), world.ticket()
    tiina, bruno, ieva = (Ear(hub, who, loop) for who in (world.tiina, stranger, world.ieva))
    hub.be_present(ticket, world.ieva, "look")
    hub.be_present(ticket, world.ieva, "look")  # the page says so every 20 s: no news
    hub.be_present(ticket, world.ieva, "reply")
    hub.be_present(ticket, world.ieva, "")
    assert [words["others"] for kind, words in tiina.heard()] == [
        [{"person": world.ieva.pk, "name": "Ieva", "doing": "look"}],
        [{"person": world.ieva.pk, "name": "Ieva", "doing": "reply"}],
        [],
    ]
    assert bruno.heard() == []
    assert all(words["others"] == [] for _, words in ieva.heard())


def test_who_does_not_say_so_any_more_has_left(
    world: World, hub: Hub, loop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, tiina = world.ticket(), Ear(hub, world.tiina, loop)
    hub.be_present(ticket, world.ieva, "look")
    hub.forget_the_gone()
    assert hub.present_at(ticket.pk, world.tiina.pk)
    later = time.monotonic() + PRESENCE_S + 1
    monkeypatch.setattr(hubs.time, "monotonic", lambda: later)
    hub.forget_the_gone()
    assert hub.present_at(ticket.pk, world.tiina.pk) == [] and tiina.heard()[-1][1]["others"] == []


def test_a_list_that_is_opened_asks_where_colleagues_are(world: World, hub: Hub) -> None:
    stranger, ticket = agent("Bruno", solver=world.billing), world.ticket()
    clients = {}
    for who in (world.ieva, world.tiina, stranger):
        clients[who.name] = Client()
        clients[who.name].force_login(who, backend=settings.AUTHENTICATION_BACKENDS[0])
    told = clients["Ieva"].post("/live-state/presence/", {"ticket": ticket.pk, "doing": "look"})
    assert told.json() == {"ticket": ticket.pk, "others": []}
    others = [{"person": world.ieva.pk, "name": "Ieva", "doing": "look"}]
    there = [{"ticket": ticket.pk, "code": ticket.code, "others": others}]
    assert clients["Tiina"].get("/live-state/there/").json() == {"there": there}
    assert clients["Ieva"].get("/live-state/there/").json() == {"there": []}
    assert clients["Bruno"].get("/live-state/there/").json() == {"there": []}
    assert (
        clients["Bruno"].post("/live-state/presence/", {"ticket": ticket.pk, "doing": "look"}).status_code
        == 404
    )
    assert Client().get("/live-state/there/").status_code == 401


def test_a_reader_who_is_far_behind_is_told_to_load_again(world: World, hub: Hub, loop: Any) -> None:
    ear, ticket = Ear(hub, world.tiina, loop), world.ticket()
    for _ in range(hubs.QUEUE + 1):
        hub.tell(news(ticket, world.ieva))
    loop.run_until_complete(asyncio.sleep(0))
    assert ear.listener.queue.get_nowait() is None


def test_who_asked_inside_hears_of_it_and_his_colleagues_do_not() -> None:
    news = News("1", 7, "K7Q-2MF-88D", "note.added", department=2, assignee=None, actor=1, asked=5)
    asks, colleague = Access(5, "agent", levels={1: "solver"}), Access(6, "agent", levels={1: "solver"})
    assert news.seen_by(asks) and not news.seen_by(colleague)
