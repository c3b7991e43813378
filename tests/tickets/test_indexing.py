"""New documents that go into the index together: at the end of the transaction, as they stand then, each once."""

import pytest
from django.db import connection, transaction

from accord.core.fulltext import index
from accord.core.fulltext.query import parse
from accord.people.rights import access_of
from accord.tickets import assigning, editing, noting
from accord.tickets.models import SearchDoc
from accord.tickets.searching import search
from accord.tickets.writing import Words
from tests.world import World


class _Undone(Exception):
    pass


def found(text: str) -> list[int]:
    return index.newest(connection, parse(text))


def subjects(world: World, text: str) -> list[str]:
    return [each.row.subject for each in search(access_of(world.omar), text).rows]


def test_documents_of_a_block_are_put_in_at_its_end(world: World) -> None:
    with transaction.atomic(), index.together(connection):
        world.ticket("Zebra", "Where is my zebra?")
        assert found("zebra") == []
    assert subjects(world, "zebra") == ["Zebra"]


def test_what_a_savepoint_took_back_is_not_put_in_and_all_else_is(world: World) -> None:
    with transaction.atomic(), index.together(connection):
        world.ticket("Kept", "A kept zebra")
        with pytest.raises(_Undone), transaction.atomic():
            world.ticket("Undone", "An undone zebra")
            raise _Undone
        assert SearchDoc.objects.count() == 1
        world.ticket("Next", "The next zebra, under the number of the undone one")
    assert subjects(world, "zebra") == ["Next", "Kept"]
    assert found("undone") == [SearchDoc.objects.latest("message_id").message_id]


def test_a_waiting_document_that_changes_is_put_in_as_it_is_in_the_end(world: World) -> None:
    with transaction.atomic(), index.together(connection):
        ticket = world.ticket("Zebra", "Where is my zebra?")
        assigning.assign(ticket, world.ieva, by=world.omar)
        editing.rename(ticket, "Giraffe", by=world.omar)
        with pytest.raises(_Undone), transaction.atomic():
            editing.rename(ticket, "Elephant", by=world.omar)
            raise _Undone
    assert subjects(world, "giraffe zebra") == subjects(world, "assignee:ieva zebra") == ["Giraffe"]
    assert found("elephant") == []


def test_an_old_document_that_changes_in_the_block_is_changed_once(world: World) -> None:
    ticket = world.ticket("Zebra", "Where is my zebra?")
    with transaction.atomic(), index.together(connection):
        noting.note(ticket, Words(text="The zebra is in the garden"), by=world.omar)
        with pytest.raises(_Undone), transaction.atomic():
            editing.rename(ticket, "Elephant", by=world.omar)
            raise _Undone
        editing.rename(ticket, "Giraffe", by=world.omar)
    assert len(found("zebra")) == len(found("giraffe")) == len(set(found("zebra"))) == 2
    assert found("elephant") == []


def test_a_block_that_fails_leaves_nothing_to_the_next(world: World) -> None:
    with pytest.raises(_Undone), transaction.atomic(), index.together(connection):
        world.ticket("Undone", "An undone zebra")
        raise _Undone
    world.ticket("Zebra", "Where is my zebra?")
    assert subjects(world, "zebra") == ["Zebra"]
