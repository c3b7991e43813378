"""The main job on the level of verbs: answer, resolve, yes, no, take back."""

import pytest

from accord.core.errors import NotAllowed, NotPossible
from accord.tickets import closing, confirming, replying, resolving
from accord.tickets.confirming import Voice
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import State
from accord.tickets.writing import Words
from tests.world import World, kinds


def test_the_agent_resolves_and_the_customer_closes(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=world.ieva, resolve=Explanation("solved"))
    assert ticket.state == State.RESOLVED
    confirming.say_solved(ticket, voice=Voice(world.hannah, by_link=True), resolution_id=ticket.resolution_id)
    assert ticket.state == State.CLOSED and ticket.closed_by_customer
    assert kinds(ticket) == ["ticket.opened", "message.sent", "ticket.resolved", "ticket.closed_by_customer"]


def test_no_opens_again_and_ends_the_resolution(world: World) -> None:
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "bg"), by=world.ieva)
    question = ticket.resolution_id
    confirming.say_not_solved(ticket, voice=Voice(world.hannah), resolution_id=question)
    assert ticket.state == State.OPEN and ticket.resolution_id is None
    with pytest.raises(confirming.OldQuestion):
        confirming.say_solved(ticket, voice=Voice(world.hannah), resolution_id=question)


def test_only_the_requester_closes(world: World) -> None:
    ticket = world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(ticket, voice=Voice(world.elitsa), resolution_id=ticket.resolution_id)


def test_an_agent_closes_only_a_resolved_ticket_and_only_with_a_basis(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(closing.NotResolvedYet):
        closing.close(ticket, by=world.ieva, basis="moved")
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="customer_said_so", how="By phone today")
    assert ticket.state == State.CLOSED
    with pytest.raises(NotPossible):
        replying.reply(ticket, Words(text="One more thing"), by=world.ieva)
