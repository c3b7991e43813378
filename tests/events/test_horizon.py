"""What holds events back on PostgreSQL: a transaction that may still write some, and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.events import cursors
from accord.events.models import Event
from tests.settling import settled
from tests.world import World, make_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks of PostgreSQL's transactions"),
]


@contextmanager
def writer(**where: str) -> Iterator[Any]:
    """Another connection, in the middle of a transaction that has its number."""
    import psycopg

    parameters = {**connection.get_connection_params(), **where}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters) as other:
        other.execute("SELECT pg_current_xact_id()")
        yield other
        other.rollback()


@pytest.fixture
def world() -> World:
    return make_world()


def tickets_after(cursor: str) -> list[int | None]:
    return list(dict.fromkeys(event.ticket_id for _place, event in cursors.after(cursor) if event.ticket_id))


def columns() -> str:
    """Those of an event, without its number and whom it speaks of."""
    own = [field.column for field in Event._meta.concrete_fields]
    return ", ".join(each for each in own if each not in ("id", "subject_id"))


def test_another_databases_transaction_holds_nothing_back(world: World) -> None:
    with writer(dbname="postgres"):
        before = settled()
        ticket = world.ticket()
        assert tickets_after(before) == [ticket.pk]
        assert cursors.newest() == cursors.after(before)[-1][0]


def test_one_of_this_database_does(world: World) -> None:
    before = settled()
    with writer(dbname="postgres"), writer() as late:
        first = world.ticket()
        assert tickets_after(before) == []
        assert cursors.newest() == before
        late.rollback()
        assert tickets_after(before) == [first.pk]


def test_what_a_late_one_wrote_is_not_passed_over(world: World) -> None:
    first = world.ticket()
    before = settled()
    with writer(dbname="postgres"), writer() as late:
        late.execute(f"INSERT INTO event ({columns()}, subject_id) SELECT {columns()}, 4711 FROM event LIMIT 1")
        second = world.ticket()
        assert cursors.newest() == before
        late.commit()
        written, *later = [event for _place, event in cursors.after(before)]
    assert (written.subject_id, written.ticket_id) == (4711, first.pk)
    assert {event.ticket_id for event in later} == {second.pk}


def test_looking_reads_the_last_event_alone(world: World) -> None:
    world.ticket()
    with connection.cursor() as sql:
        for _ in range(13):
            sql.execute(f"INSERT INTO event ({columns()}, subject_id) SELECT {columns()}, subject_id FROM event")
        sql.execute("ANALYZE event")
        with CaptureQueriesContext(connection) as asked:
            cursors.after(cursors.newest())
        plans = []
        for each in asked:
            sql.execute("EXPLAIN " + each["sql"])
            plans.append("\n".join(line for (line,) in sql.fetchall()))
    assert any("pg_snapshot_xmin" in each["sql"] for each in asked)
    assert [plan for plan in plans if "Seq Scan" in plan or "Sort" in plan] == []
