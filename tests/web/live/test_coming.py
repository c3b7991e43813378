"""Agents who come and go with their streams."""

import asyncio
import time
from typing import Any

import pytest

from accord.people import presence
from accord.people.rights import access_of
from accord.web.live import coming, stream
from accord.web.live.coming import Comings
from accord.web.live.hub import Hub, Listener
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener(world: World) -> Listener:
    return Listener(access_of(world.ieva), "Ieva", asyncio.new_event_loop())


def test_who_loads_a_page_anew_was_never_gone(
    world: World, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub()
    comings = Comings(hub)
    hub.add(listener)
    comings.come(world.ieva.pk)
    comings.look()
    assert presence.standing(world.ieva.pk).key == "online"
    hub.remove(listener)
    comings.look()
    assert presence.standing(world.ieva.pk).key == "online"
    begin = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: begin + coming.GONE_S + 1)
    comings.look()
    assert presence.standing(world.ieva.pk).key == "offline"


def test_who_left_another_process_but_listens_here_is_here(world: World, listener: Listener) -> None:
    hub = Hub()
    here, there = Comings(hub), Comings(Hub())
    hub.add(listener)
    here.come(world.ieva.pk)
    there.come(world.ieva.pk)
    presence.go(world.ieva.pk, there.process)
    assert presence.standing(world.ieva.pk).key == "offline"
    here.heard_gone(world.ieva.pk)
    assert presence.standing(world.ieva.pk).key == "online"


def test_a_stream_that_ends_while_it_begins_leaves_nobody_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is closed at once: its listener must not stay in the hub, or its agent is here for ever."""
    hub, began = Hub(), asyncio.Event()

    async def nothing(*_given: Any) -> Any:
        return {"type": "http.request"}

    async def run() -> None:
        loop = asyncio.get_running_loop()

        def come(_person: int) -> None:
            loop.call_soon_threadsafe(began.set)
            time.sleep(0.05)

        monkeypatch.setattr(stream, "_come", come)
        scope = {"path": "/live/stream", "headers": [], "query_string": b""}
        task = asyncio.ensure_future(stream.app(scope, nothing, nothing))
        await began.wait()
        assert hub.people() == {world.ieva.pk}
        task.cancel()
        await asyncio.wait({task})

    access = access_of(world.ieva)
    monkeypatch.setattr(stream, "hub", hub)
    monkeypatch.setattr(stream.watcher, "start", lambda: None)
    monkeypatch.setattr(stream, "person_of", lambda _scope: world.ieva)
    monkeypatch.setattr(stream, "_access_at_first", lambda _person: access)
    asyncio.run(run())
    assert hub.people() == set()
