"""What a page missed while it was made, or while its stream was broken: all of it, in order, from the events."""

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from accord.people.rights import access_of
from accord.tickets import noting
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from accord.web.console import pages
from accord.web.live import stream
from accord.web.live.hub import Hub, Listener
from accord.web.live.watching import Watcher
from tests.settling import settled
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)  # what is not committed has no safe cursor on PostgreSQL


def note(ticket: Ticket, world: World) -> str:
    """Something happens on the ticket; gives the cursor after it."""
    with transaction.atomic():
        noting.note(ticket, Words(text="It hums."), by=world.tiina)
    return settled()


@pytest.fixture
def listener(world: World) -> Any:
    loop = asyncio.new_event_loop()
    yield Listener(access_of(world.ieva), "Ieva", loop)
    loop.close()


def heard(listener: Listener) -> list[str | None]:
    said = [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]
    return [each[1]["cursor"] if each else None for each in said]


def test_what_was_missed_is_read_from_the_events(world: World) -> None:
    ticket = world.ticket()
    before = settled()
    assert stream.missed_since(before) == []
    after = [note(ticket, world), note(ticket, world)]
    missed = stream.missed_since(before)
    assert missed and [news.cursor for news in missed if news.cursor in after] == after
    assert {news.code for news in missed} == {ticket.code}
    assert stream.missed_since("") == stream.missed_since("what") == []


def test_who_missed_very_much_loads_his_page_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = settled()
    ticket = world.ticket()
    settled()
    assert stream.missed_since(before)
    monkeypatch.setattr(stream, "MOST_MISSED", 2)
    note(ticket, world)
    assert stream.missed_since(before) is None


def test_older_news_come_before_newer_ones_and_once(world: World, listener: Listener) -> None:
    """Whatever happens while a stream begins is heard at once; it must not come before what happened earlier."""
    hub, ticket = Hub(), world.ticket()
    before = settled()
    first = note(ticket, world)
    watcher = Watcher(hub)
    watcher.cursor = first
    hub.add(listener)
    second = note(ticket, world)
    watcher.read()
    listener.loop.run_until_complete(asyncio.sleep(0))
    missed = stream.missed_since(before)
    assert missed is not None
    listener.put_before(missed)
    told = heard(listener)
    assert told.index(first) < told.index(second) and len(set(told)) == len(told)


def test_what_one_may_not_see_is_not_among_what_he_missed(world: World, listener: Listener) -> None:
    before = settled()
    note(world.ticket(department=world.billing), world)
    missed = stream.missed_since(before)
    assert missed
    listener.put_before(missed)
    assert heard(listener) == []


def test_a_page_that_is_to_be_loaded_anew_hears_nothing_else(world: World, listener: Listener) -> None:
    listener.put("ticket", {"cursor": "1"})
    listener.end()
    listener.put_before([])
    assert heard(listener) == [None]


def test_a_browser_that_connects_again_says_what_it_heard_last() -> None:
    scope = {"headers": [(b"last-event-id", b"77.9")], "query_string": b"after=12"}
    assert stream._heard_last(scope) == "77.9"
    assert stream._heard_last({**scope, "headers": []}) == "12"


def test_a_page_hears_what_happens_while_it_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cursor is older than all that stands on it: what comes between the thread and the frame is not lost."""
    client, ticket = Client(), world.ticket()
    client.force_login(world.ieva, backend=settings.AUTHENTICATION_BACKENDS[0])
    told: list[str] = []
    departments = pages.rail.departments

    def meanwhile(access: Any) -> Any:
        told.append(note(ticket, world))
        return departments(access)

    monkeypatch.setattr(pages.rail, "departments", meanwhile)
    page = client.get(f"/tickets/{ticket.code}/").content.decode()
    after = page.partition('data-live-after="')[2].partition('"')[0]
    missed = stream.missed_since(after)
    assert missed and told[0] in [news.cursor for news in missed]
