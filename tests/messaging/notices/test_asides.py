"""News of mentions, watched tickets and side conversations, and never of a note that is not for the reader."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.events import timers
from accord.messaging.notices import wording
from accord.people.models import Notice
from accord.tickets import (
    assigning,
    forwarding,
    noting,
    receiving,
    replying,
    side_conversing,
    splitting,
    watching,
)
from accord.tickets.audiences import Audience
from accord.tickets.later import sending
from accord.tickets.later.kept import Answer
from accord.tickets.writing import Words
from tests.messaging.notices.told import abouts, carried_out
from tests.world import World, agent

pytestmark = pytest.mark.django_db


def test_who_is_mentioned_is_told_once(world: World) -> None:
    ticket = world.ticket()
    watching.watch(ticket, by=world.tiina)
    noting.note(ticket, Words(text="@Tiina, do you know it?"), by=world.ieva)
    carried_out()
    assert abouts(world.tiina) == ["mentioned"] and abouts(world.ieva) == []


def test_a_watched_ticket_is_news_for_those_who_see_it(world: World) -> None:
    ticket = world.ticket()
    for person in (world.ieva, world.omar):
        watching.watch(ticket, by=person)
    replying.reply(ticket, Words(text="Hold the button."), by=world.omar)
    assigning.transfer(ticket, world.billing, by=world.omar)
    carried_out()
    assert abouts(world.ieva) == [], "she does not see it any more when she would be told"
    assert abouts(world.omar) == []


def test_a_note_for_some_is_no_news_for_others(world: World) -> None:
    jaan, ticket = agent("Jaan", solver=world.support), world.ticket()
    assigning.assign(ticket, world.ieva, by=world.ieva)
    for person in (world.tiina, jaan):
        watching.watch(ticket, by=person)
    audience = Audience(people=frozenset({jaan.pk}))
    noting.note(ticket, Words(text="A zebrafinch sings."), by=world.omar, audience=audience)
    carried_out()
    assert (abouts(world.ieva), abouts(world.tiina), abouts(jaan)) == ([], [], ["watched"])
    rows = list(Notice.objects.all())
    assert "zebrafinch" in wording.shown(rows, jaan)[0].snippet
    assert "zebrafinch" not in wording.shown(rows, world.tiina)[0].snippet, "also where a row had come to be"


def test_a_ticket_split_off_with_such_a_note_tells_nothing_of_it(world: World) -> None:
    ticket = world.ticket()
    note = noting.note(
        ticket, Words(text="A zebrafinch."), by=world.ieva, audience=Audience(frozenset({world.ieva.pk}))
    )
    new = splitting.split(ticket, [note.pk], by=world.ieva)
    watching.watch(new, by=world.omar)
    carried_out()
    assert all(
        "zebrafinch" not in each.snippet for each in wording.shown(list(Notice.objects.all()), world.omar)
    )
    assert "zebrafinch" not in f"{new.subject} {new.snippet}"


def test_an_answer_from_outside_is_told_to_who_asked_and_who_holds_the_ticket(world: World) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.tiina, by=world.tiina)
    side, _message = side_conversing.begin(
        ticket, "Part", Words(text="Have one?"), by=world.ieva, to=["bo@example.net"]
    )
    for text, mark in (("I am away.", "auto-reply"), ("Yes.", "")):
        side_conversing.answered(side, Words(text=text), by=world.elitsa, address="bo@example.net", mark=mark)
    carried_out()
    assert abouts(world.ieva) == ["side"] == abouts(world.tiina)


def test_who_forwarded_hears_of_the_answer_and_who_sends_later_that_it_is_held(world: World) -> None:
    ticket = world.ticket()
    said = [each.pk for each in ticket.messages.all()]
    note = forwarding.forward(
        ticket, said, Words(text="Have you one?"), by=world.ieva, to=["sven@example.org"]
    )
    forwarding.answered(
        ticket, Words(text="Yes."), by=world.elitsa, address="sven@example.org", to_note=note.pk
    )
    soon = clock.now() + timedelta(hours=1)
    sending.send_later(ticket, Answer(Words(text="Did it help?")), by=world.ieva, due_at=soon)
    receiving.receive(ticket, Words(text="It works!"), by=world.hannah, address=world.hannah.email)
    with clock.running(lambda: soon + timedelta(seconds=1)):
        timers.sweep()
        carried_out()
    assert abouts(world.ieva) == ["side", "not_sent"]
    told = [each.sentence for each in wording.shown(list(Notice.objects.order_by("pk")), world.ieva)]
    assert "forwarded message" in told[0] and "waits for your decision" in told[1]
