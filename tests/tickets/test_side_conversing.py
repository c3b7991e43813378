"""Side conversations as verbs: who may, with whom, and what is refused."""

import pytest

from accord.core.errors import Invalid, Missing, NotAllowed, NotPossible
from accord.tickets import checking, closing, discarding, resolving, side_conversing
from accord.tickets.explaining import ready_text
from accord.tickets.going_outside import Internal
from accord.tickets.internal import open_internal
from accord.tickets.models import SideConversation, Ticket
from accord.tickets.writing import Words
from tests.world import World, agent, kinds

ASK = Words(text="Do you have one?")


def begin(ticket: Ticket, world: World, *to: str) -> SideConversation:
    return side_conversing.begin(ticket, "Part", ASK, by=world.ieva, to=list(to) or ["bo@example.net"])[0]


def test_several_at_once_each_with_its_own_end(world: World) -> None:
    ticket = world.ticket()
    first, second = begin(ticket, world), begin(ticket, world, "cy@example.net")
    side_conversing.end(first, by=world.ieva)
    side_conversing.end(first, by=world.ieva)
    assert [each.open for each in side_conversing.of(ticket)] == [True, False]
    assert kinds(ticket).count("side.ended") == 1
    side_conversing.write(first, Words(text="One more."), by=world.ieva)
    assert first.open and kinds(ticket)[-2:] == ["side.taken_up", "side.sent"]
    assert second.said.count() == 1 and first.said.count() == 2
    ticket.refresh_from_db()
    assert ticket.state == "new" and not list(checking.problems(deep=True))


def test_whom_the_ticket_is_about_cannot_be_asked_behind_his_back(world: World) -> None:
    with pytest.raises(Invalid):
        begin(world.ticket(), world, "Hannah@example.com")


def test_what_is_refused(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(Missing):
        side_conversing.begin(ticket, "Part", Words(text=" "), by=world.ieva, to=["bo@example.net"])
    with pytest.raises(Missing):
        side_conversing.begin(ticket, "Part", ASK, by=world.ieva, to=[])
    for nobody in (world.hannah, agent("Rita", reader=world.support)):
        with pytest.raises(NotAllowed):
            side_conversing.begin(ticket, "Part", ASK, by=nobody, to=["bo@example.net"])
    with pytest.raises(Internal):
        begin(open_internal(world.support, "Inside", ASK, by=world.ieva), world)
    side = begin(ticket, world)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="customer_said_so", how="At noon.")
    with pytest.raises(NotPossible):
        side_conversing.write(side, ASK, by=world.ieva)


def test_deleting_for_good_takes_it_along(world: World) -> None:
    ticket = world.ticket()
    begin(ticket, world)
    discarding.delete(ticket, by=world.tiina)
    discarding.purge(ticket, by=world.tiina)
    assert not SideConversation.objects.exists()
