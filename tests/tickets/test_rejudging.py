"""Courtesy on each state, and the agent who overrules the guard, either way (DOMAIN 6.3)."""

from datetime import timedelta

import pytest

from accord.core.errors import NotAllowed, NotPossible
from accord.events.models import Event
from accord.tickets import closing, confirming, noting, rejudging, replying, resolving
from accord.tickets.checking import problems
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, Resolution, State, Ticket
from accord.tickets.receiving import receive
from accord.tickets.telling import tell
from accord.tickets.writing import Words
from tests.world import World, kinds

THANKS = Words(text="Thanks!", marks=["courtesy"])
MORE = Words(text="Thanks, it is warm.")


def hers(world: World, ticket: Ticket, words: Words = THANKS) -> Message:
    return receive(ticket, words, by=world.hannah, address="hannah@example.com")


def answered(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=world.ieva)
    return ticket


def resolved(world: World) -> Ticket:
    ticket = answered(world)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    return ticket


def closed(world: World) -> Ticket:
    ticket = resolved(world)
    confirming.say_solved(ticket, voice=Voice(world.hannah), resolution_id=ticket.resolution_id)
    return ticket


def sound(ticket: Ticket) -> bool:
    ticket.refresh_from_db()
    return list(problems(deep=True)) == []


def sentence(ticket: Ticket) -> str:
    return str(tell(Event.objects.filter(ticket_id=ticket.pk).order_by("-id")[:1], str)[0].sentence)


@pytest.mark.parametrize("make", [resolved, closed])
def test_on_an_ended_ticket_thanks_change_nothing_and_are_no_last_word(world: World, make: object) -> None:
    ticket = make(world)  # type: ignore[operator]
    before = (ticket.state, ticket.resolution_id, ticket.last_customer_at, ticket.closed_at)
    count = ticket.messages_count
    hers(world, ticket)
    assert sound(ticket)
    assert (ticket.state, ticket.resolution_id, ticket.last_customer_at, ticket.closed_at) == before
    assert ticket.messages_count == count + 1 and Ticket.objects.count() == 1


def test_on_an_answered_ticket_thanks_open_it_and_one_key_resolves(world: World) -> None:
    ticket = answered(world)
    hers(world, ticket)
    noting.note(ticket, Words(text="Nice."), by=world.ieva)
    assert ticket.state == State.OPEN and rejudging.thanked_last(ticket)
    resolution = rejudging.resolve_after_thanks(ticket, by=world.ieva)  # a solver, who may not resolve silently
    assert resolution is not None and resolution.silent and resolution.reason == "solved"
    assert ticket.state == State.RESOLVED and sound(ticket)
    assert Event.objects.order_by("-id")[0].data["because"] == "only_thanks"
    assert rejudging.resolve_after_thanks(ticket, by=world.ieva) == resolution  # twice is a no-op


def test_the_one_key_is_only_for_thanks(world: World) -> None:
    ticket = answered(world)
    with pytest.raises(rejudging.NoThanks):
        rejudging.resolve_after_thanks(ticket, by=world.ieva)
    hers(world, ticket)
    hers(world, ticket, MORE)
    with pytest.raises(rejudging.NoThanks):
        rejudging.resolve_after_thanks(ticket, by=world.ieva)
    new = world.ticket()
    hers(world, new)
    with pytest.raises(rejudging.NoThanks):  # nobody has answered it
        rejudging.resolve_after_thanks(new, by=world.ieva)


def test_this_was_no_thanks_opens_a_resolved_ticket(world: World) -> None:
    ticket = resolved(world)
    question = ticket.resolution_id
    message = hers(world, ticket)
    assert rejudging.more_than_thanks(ticket, message, by=world.ieva) == ticket
    assert sound(ticket)
    assert (ticket.state, ticket.waiting_since, ticket.last_customer_at) == (State.OPEN, message.at, message.at)
    assert ticket.resolution_id is None and Resolution.objects.get(pk=question or 0).ended_at is not None
    assert message.marks == [] and kinds(ticket)[-1] == "message.rejudged"
    assert "so this is open again" in sentence(ticket)
    rejudging.more_than_thanks(ticket, message, by=world.ieva)
    assert kinds(ticket).count("message.rejudged") == 1


def test_this_was_no_thanks_on_a_closed_ticket_makes_the_follow_up(world: World) -> None:
    ticket = closed(world)
    first, second = hers(world, ticket), hers(world, ticket)
    there = rejudging.more_than_thanks(ticket, first, by=world.ieva)
    assert sound(ticket) and ticket.state == State.CLOSED
    assert there.follow_up_of == ticket and there.requester == world.hannah and there.state == State.NEW
    assert "a new ticket was opened" in sentence(ticket)
    assert rejudging.more_than_thanks(ticket, second, by=world.ieva) == there  # further words join it
    assert Message.objects.filter(ticket=there).count() == 2


def test_this_was_no_thanks_reopens_a_closed_ticket_within_the_window(world: World) -> None:
    world.support.reopen_closed_days = 7
    world.support.save()
    ticket = closed(world)
    message = hers(world, ticket)
    ticket.department = world.support
    assert rejudging.more_than_thanks(ticket, message, by=world.ieva) == ticket
    assert sound(ticket) and ticket.state == State.OPEN and ticket.closed_at is None


def test_this_was_only_thanks_puts_the_state_back_with_its_clock(world: World) -> None:
    ticket = resolved(world)
    question, said_before = ticket.resolution_id, ticket.last_customer_at
    told = ticket.resolved_at + timedelta(minutes=1) if ticket.resolved_at else None
    Resolution.objects.filter(pk=question or 0).update(told_at=told)
    resolved_at = ticket.resolved_at
    message = hers(world, ticket, MORE)
    assert ticket.state == State.OPEN
    rejudging.only_thanks(ticket, message, by=world.ieva)
    assert sound(ticket)
    resolution = Resolution.objects.get(pk=question or 0)
    assert (ticket.state, ticket.resolution_id, ticket.resolved_at) == (State.RESOLVED, question, resolved_at)
    assert (resolution.ended_at, resolution.told_at) == (None, told)
    assert ticket.last_customer_at == said_before and ticket.waiting_since is None
    assert message.marks == ["courtesy"] and "so this is resolved again" in sentence(ticket)
    confirming.say_solved(ticket, voice=Voice(world.hannah), resolution_id=question)  # her link answers again
    assert ticket.state == State.CLOSED and sound(ticket)


def test_this_was_only_thanks_closes_again_what_a_reply_had_opened(world: World) -> None:
    world.support.reopen_closed_days = 7
    world.support.save()
    ticket = closed(world)
    before = (ticket.closed_at, ticket.closed_by_customer, ticket.resolution_id)
    message = hers(world, ticket, MORE)
    assert ticket.state == State.OPEN
    rejudging.only_thanks(ticket, message, by=world.ieva)
    assert sound(ticket) and ticket.state == State.CLOSED
    assert (ticket.closed_at, ticket.closed_by_customer, ticket.resolution_id) == before


def test_what_has_moved_on_is_only_marked(world: World) -> None:
    ticket = resolved(world)
    message = hers(world, ticket, MORE)
    replying.reply(ticket, Words(text="Good."), by=world.ieva)
    rejudging.only_thanks(ticket, message, by=world.ieva)
    assert sound(ticket) and ticket.state == State.ANSWERED and message.marks == ["courtesy"]
    assert sentence(ticket).endswith("said that this was only thanks.")


def test_both_ways_and_back_again(world: World) -> None:
    ticket = resolved(world)
    message = hers(world, ticket, MORE)
    rejudging.only_thanks(ticket, message, by=world.ieva)
    rejudging.more_than_thanks(ticket, message, by=world.ieva)
    assert sound(ticket) and ticket.state == State.OPEN and message.marks == []


def test_who_may_not_answer_may_not_overrule(world: World) -> None:
    ticket = resolved(world)
    message = hers(world, ticket)
    for person in (world.hannah, world.elitsa):
        with pytest.raises(NotAllowed):
            rejudging.more_than_thanks(ticket, message, by=person)
    ours = Message.objects.get(ticket=ticket, kind="outgoing")
    with pytest.raises(NotPossible):
        rejudging.only_thanks(ticket, ours, by=world.ieva)
    with pytest.raises(NotPossible):
        rejudging.only_thanks(world.ticket(), message, by=world.ieva)


def test_an_agent_never_closes_by_this_what_no_customer_closed(world: World) -> None:
    """Closed only comes back: with the customer's own yes that the reply had undone."""
    ticket = resolved(world)
    closing.close(ticket, by=world.ieva, basis="moved")
    message = hers(world, ticket)
    rejudging.only_thanks(ticket, message, by=world.ieva)
    assert ticket.state == State.CLOSED and sound(ticket)
