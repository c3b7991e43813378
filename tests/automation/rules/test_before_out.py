"""An answer leaves after the rules that wait for it, also when the effects come in another order."""

import pytest

from accord.automation.rules import before_out, looking
from accord.events import delivering, reactions
from accord.events.models import Delivery, Event
from accord.messaging import outbound
from accord.tickets import replying
from accord.tickets.writing import Words
from tests.automation.rules.making import rule, tagging, work
from tests.world import World


def answer(world: World) -> Event:
    ticket = world.ticket()
    work()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    return Event.objects.get(ticket_id=ticket.pk, kind="message.sent")


def test_an_answer_waits_until_the_rules_have_looked(world: World) -> None:
    rule(world.omar, tagging("seen"), on="message_before_out")
    event = answer(world)
    mail = reactions.effect(outbound.EFFECT.key)
    with pytest.raises(delivering.Later):
        mail.run(event)
    looking.run(event)
    assert not before_out.waits(event)


def test_nothing_waits_where_no_rule_does(world: World) -> None:
    rule(world.omar, tagging("seen"), on="message_added")
    assert not before_out.waits(answer(world))


def test_rules_that_gave_up_hold_no_answer_back(world: World) -> None:
    rule(world.omar, tagging("seen"), on="message_before_out")
    event = answer(world)
    assert before_out.waits(event)
    Delivery.objects.filter(event=event, effect=looking.KEY).update(given_up_at=event.at)
    assert not before_out.waits(event)
