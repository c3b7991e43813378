"""The cursor at which a page begins to listen."""

import pytest
from django.db import connection

from accord.events import cursors
from tests.world import World


def test_it_is_the_last_settled_event(world: World) -> None:
    world.ticket()
    assert isinstance(cursors.newest(), str)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks of PostgreSQL's transactions")
def test_transactions_are_numbers_not_words(world: World) -> None:
    """The tenth comes after the ninth; as words it would come before."""
    world.ticket()
    world.ticket()
    with connection.cursor() as sql:
        sql.execute("UPDATE event SET xid = '9'")
        sql.execute("UPDATE event SET xid = '10' WHERE id = (SELECT min(id) FROM event)")
        sql.execute("SELECT min(id) FROM event")
        (first,) = sql.fetchone()
    assert cursors.newest() == f"10.{first}"
