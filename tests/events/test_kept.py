"""Cursors that somebody kept while the desk was restored, or moved to PostgreSQL."""

import pytest
from django.db import connection

from accord.core.errors import Invalid
from accord.events import cursors
from accord.events.models import Event
from tests import settling
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
only_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks of PostgreSQL's transactions")


def events_after(cursor: str) -> list[int]:
    return [event.pk for _cursor, event in cursors.after(cursors.kept(cursor))]


def every_event() -> list[int]:
    return list(Event.objects.order_by("id").values_list("id", flat=True))


def test_one_of_this_database_stays_as_it_is(world: World) -> None:
    world.ticket()
    settling.settled()
    places = [place for place, _event in cursors.after(cursors.START)]
    assert [cursors.kept(place) for place in places] == places
    assert cursors.kept(cursors.START) == cursors.START


def test_one_beyond_the_last_event_hears_what_comes_next(world: World) -> None:
    """The backup was older than the cursor."""
    world.ticket()
    settling.settled()
    last = every_event()[-1]
    newest = cursors.newest()
    beyond = str(last + 50) if connection.vendor == "sqlite" else f"{newest.split('.')[0]}999.{last + 50}"
    assert events_after(beyond) == []
    kept = cursors.kept(beyond)
    world.ticket()
    settling.settled()
    assert events_after(kept) == [each for each in every_event() if each > last]


@only_postgres
def test_one_of_sqlite_goes_on_after_its_event(world: World) -> None:
    world.ticket()
    with connection.cursor() as sql:
        sql.execute("UPDATE event SET xid = '700'")  # as one transaction has brought them
    brought = every_event()
    world.ticket()
    settling.settled()
    new = every_event()[len(brought) :]
    for place, event in enumerate(brought):
        assert events_after(str(event)) == [*brought[place + 1 :], *new]


@only_postgres
@pytest.mark.parametrize("xid", [3, 999_999_999])
def test_one_of_another_server_hears_everything_that_is_new_here(world: World, xid: int) -> None:
    """The event of that number is another one here by now."""
    world.ticket()
    with connection.cursor() as sql:
        sql.execute("UPDATE event SET xid = '700'")
    brought = every_event()
    world.ticket()
    settling.settled()
    new = every_event()[len(brought) :]
    assert events_after(f"{xid}.{new[-1]}") == new
    assert events_after(f"{xid}.{brought[0]}") == [*brought[1:], *new]


def test_what_is_no_cursor_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="fit here"):
        cursors.kept("nonsense")
