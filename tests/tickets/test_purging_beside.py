"""Deleting for good while somebody else writes on the ticket: whoever comes later finds nothing to write on."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accord.core.errors import AccordError, NotFound, NotPossible
from accord.tickets import discarding, drafting, noting, tagging
from accord.tickets.lifecycle import locked
from accord.tickets.models import Draft, Message, Ticket
from accord.tickets.writing import Words
from tests.world import World, make_world

HELD_S = 0.4  # for so long the first transaction stays open after the second has begun


@pytest.mark.django_db
def test_no_draft_is_kept_on_a_ticket_that_is_gone_for_good(world: World) -> None:
    ticket = world.ticket()
    drafting.save(ticket, world.ieva, "reply", html="<p>Clean it.</p>")
    discarding.delete(ticket, by=world.tiina)
    drafting.save(ticket, world.ieva, "reply", html="<p>Clean the burrs.</p>")  # it can still be brought back
    discarding.purge(ticket, by=world.tiina)
    with pytest.raises(NotFound):
        drafting.save(ticket, world.ieva, "reply", html="<p>Clean it.</p>")
    assert not Draft.objects.exists()


class Beside:
    """What somebody does while a transaction of ours is open, and what was raised."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.raised: list[Exception] = []
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self._run, args=[act])

    def _run(self, act: Callable[[], Any]) -> None:
        self.begun.set()
        try:
            act()
        except Exception as error:  # shown by the test
            self.raised.append(error)
        finally:
            connection.close()

    def come(self) -> None:
        self.thread.start()
        assert self.begun.wait(5)
        self.thread.join(HELD_S)
        assert self.thread.is_alive(), "it does not wait for the ticket"


@pytest.fixture
def deleted(transactional_db: None) -> tuple[World, Ticket]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    world = make_world()
    ticket = world.ticket()
    discarding.delete(ticket, by=world.tiina)
    return world, ticket


def note(world: World, ticket: Ticket) -> None:
    noting.note(Ticket.objects.get(pk=ticket.pk), Words(text="Who was it?"), by=world.ieva)


def draft(world: World, ticket: Ticket) -> None:
    drafting.save(Ticket.objects.get(pk=ticket.pk), world.ieva, "reply", html="<p>Clean it.</p>")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("write", "refused"), [(note, NotPossible), (draft, NotFound)])
def test_who_waits_for_the_ticket_finds_it_gone(
    deleted: tuple[World, Ticket], write: Callable[[World, Ticket], None], refused: type[AccordError]
) -> None:
    world, ticket = deleted
    beside = Beside(lambda: write(world, ticket))
    with transaction.atomic():
        discarding.purge(ticket, by=world.tiina)
        beside.come()
    beside.thread.join()
    assert [type(error) for error in beside.raised] == [refused]
    assert not Draft.objects.exists() and not Message.objects.filter(ticket=ticket).exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_before_goes_with_the_rest(deleted: tuple[World, Ticket]) -> None:
    """A ticket that is brought back and written on at that moment is deleted for good no more."""
    world, ticket = deleted
    beside = Beside(lambda: discarding.purge(Ticket.objects.get(pk=ticket.pk), by=world.tiina))
    with transaction.atomic(), locked(ticket):
        discarding.undelete(ticket, by=world.tiina)
        noting.note(ticket, Words(text="Wait, it is a real one."), by=world.ieva)
        tagging.tag(ticket, "real", by=world.ieva)
        beside.come()
    beside.thread.join()
    ticket.refresh_from_db()
    assert [type(error) for error in beside.raised] == [NotPossible]
    assert ticket.purged_at is None and Message.objects.filter(ticket=ticket, text="Wait, it is a real one.").exists()
