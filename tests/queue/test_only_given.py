"""Who answers only through To Solve: he sees everything, and touches nothing that is not his."""

from collections.abc import Callable
from typing import Any

import pytest

from accord.core import clock
from accord.core.errors import NotAllowed
from accord.people import ways_of_working
from accord.people.models import Person
from accord.people.rights import access_of
from accord.queue import to_solve
from accord.tickets import (
    assigning,
    discarding,
    editing,
    noting,
    postponing,
    replying,
    resolving,
    seeing,
    tagging,
)
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from tests.world import World

pytestmark = pytest.mark.django_db

VERBS: dict[str, Callable[[Ticket, Person], Any]] = {
    "reply": lambda ticket, by: replying.reply(ticket, Words(text="Clean it."), by=by),
    "note": lambda ticket, by: noting.note(ticket, Words(text="Hm."), by=by),
    "assign": lambda ticket, by: assigning.assign(ticket, by, by=by),
    "tag": lambda ticket, by: tagging.tag(ticket, "lid", by=by),
    "prioritise": lambda ticket, by: editing.prioritise(ticket, 2, by=by),
    "resolve": lambda ticket, by: resolving.resolve(ticket, ready_text("solved", "en"), by=by),
    "postpone": lambda ticket, by: postponing.postpone(
        ticket, clock.now().replace(year=clock.now().year + 1), by=by
    ),
    "spam": lambda ticket, by: discarding.mark_spam(ticket, by=by),
}


@pytest.fixture
def bound(world: World) -> World:
    ways_of_working.change(world.ieva, by=world.omar, only_to_solve=True)
    return world


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_before_it_is_his_and_everything_after(bound: World, verb: str) -> None:
    ticket = bound.ticket()
    assert seeing.may_see(access_of(bound.ieva), ticket)
    with pytest.raises(NotAllowed):
        VERBS[verb](ticket, bound.ieva)
    assert to_solve.next_for(bound.ieva) == ticket
    ticket.refresh_from_db()
    if verb == "postpone":
        VERBS[verb](ticket, bound.ieva)
        assert ticket.state == "postponed"
    else:
        VERBS[verb](ticket, bound.ieva)


def test_a_supervisor_can_still_assign_to_him(bound: World) -> None:
    ticket = bound.ticket()
    assigning.assign(ticket, bound.ieva, by=bound.tiina)
    assert ticket.assignee == bound.ieva
    replying.reply(ticket, Words(text="Clean it."), by=bound.ieva)


def test_it_is_told_and_ends_again(bound: World) -> None:
    ways_of_working.change(bound.ieva, by=bound.omar, only_to_solve=False)
    VERBS["reply"](bound.ticket(), bound.ieva)


def test_only_an_administrator_says_so(world: World) -> None:
    with pytest.raises(NotAllowed):
        ways_of_working.change(world.ieva, by=world.tiina, only_to_solve=True)
