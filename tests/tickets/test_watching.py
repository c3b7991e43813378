"""Watching: by hand, by habit, and with a merged ticket."""

import pytest

from accord.core.errors import Invalid, NotAllowed
from accord.tickets import assigning, merging, noting, replying, watching
from accord.tickets.writing import Words
from tests.world import World, agent, kinds


@pytest.fixture(autouse=True)
def _nobody_remembers() -> None:
    watching.forget()


def test_by_hand_and_no_more(world: World) -> None:
    ticket = world.ticket()
    assert watching.watch(ticket, by=world.ieva) and not watching.watch(ticket, by=world.ieva)
    assert watching.watchers(ticket.pk) == [world.ieva] and watching.watches(ticket, world.ieva)
    watching.unwatch(ticket, by=world.ieva)
    watching.unwatch(ticket, by=world.ieva)
    assert watching.watchers(ticket.pk) == []
    assert kinds(ticket)[1:] == ["ticket.watched", "ticket.unwatched"]


def test_only_what_one_sees(world: World) -> None:
    bruno = agent("Bruno", solver=world.billing)
    ticket = world.ticket(department=world.billing)
    for nobody in (world.ieva, world.hannah):
        with pytest.raises(NotAllowed):
            watching.watch(ticket, by=nobody)
    watching.watch(ticket, by=bruno)
    assigning.transfer(ticket, world.support, by=world.omar)
    assert watching.watchers(ticket.pk) == [], "whom the ticket has left hears of it no more"


def test_habits_watch_by_themselves(world: World) -> None:
    watching.choose(world.ieva, {"replied", "given_away"}, by=world.ieva)
    watching.choose(world.tiina, {"mentioned"}, by=world.tiina)
    answered, held, noted = world.ticket(), world.ticket(), world.ticket()
    replying.reply(answered, Words(text="Yes"), by=world.ieva)
    assigning.assign(held, world.ieva, by=world.ieva)
    assigning.assign(held, world.tiina, by=world.ieva)
    noting.note(noted, Words(text="@Tiina look"), by=world.ieva)
    found = [watching.watchers(each.pk) for each in (answered, held, noted)]
    assert found == [[world.ieva], [world.ieva], [world.tiina]]


def test_habits_are_ones_own(world: World) -> None:
    with pytest.raises(NotAllowed):
        watching.choose(world.ieva, {"replied"}, by=world.omar)
    with pytest.raises(Invalid):
        watching.choose(world.ieva, {"guessed"}, by=world.ieva)
    watching.choose(world.ieva, {"replied", "noted"}, by=world.ieva)
    watching.choose(world.ieva, {"noted"}, by=world.ieva)
    assert watching.habits_of(world.ieva) == {"noted"}


def test_watchers_come_along_with_a_merged_ticket(world: World) -> None:
    source, into = world.ticket(), world.ticket()
    watching.watch(source, by=world.ieva)
    merging.merge(source, into, by=world.tiina)
    assert watching.watchers(into.pk) == [world.ieva]
