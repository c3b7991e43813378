"""Chats between agents: one for the same people and ticket, read and searched by who takes part, and by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.core.errors import Invalid, Missing, NotAllowed, NotFound
from accord.events.models import Event
from accord.messaging.chats import reading, saying
from accord.messaging.models import Chat, ChatLine
from accord.tickets.models import Ticket
from tests.world import World, agent, kinds


def test_the_same_people_about_the_same_ticket_have_one_chat(world: World) -> None:
    ticket = world.ticket()
    first = saying.begin([world.tiina], "Is it the October batch?", by=world.ieva, ticket=ticket)
    again = saying.begin([world.ieva, world.tiina], "It is.", by=world.tiina, ticket=ticket)
    other = saying.begin([world.tiina], "Lunch?", by=world.ieva)
    third = saying.begin([world.tiina, world.omar], "All three?", by=world.ieva, ticket=ticket)
    assert first.pk == again.pk and len({first.pk, other.pk, third.pk}) == 3
    assert [(line.by, line.text) for line in reading.lines(first).lines] == [
        (world.ieva, "Is it the October batch?"), (world.tiina, "It is."),
    ]  # fmt: skip
    assert {each.chat.pk for each in reading.about(world.tiina, ticket.pk)} == {first.pk, third.pk}
    assert kinds(ticket) == ["ticket.opened"], "nothing of it stands in the ticket's history"
    assert Event.objects.filter(kind="chat.said", words__isnull=False).count() == 0


def test_what_is_unread_is_counted_for_each_until_he_reads(world: World) -> None:
    chat = saying.begin([world.tiina, world.omar], "One", by=world.ieva)
    saying.say(chat, "Two", by=world.ieva)
    assert [reading.unread(each.pk) for each in (world.ieva, world.tiina, world.omar)] == [0, 1, 1]
    assert reading.find(world.tiina, chat.pk).unread == 2
    assert saying.read(chat, by=world.tiina) and not saying.read(chat, by=world.tiina)
    saying.say(chat, "Three", by=world.omar)
    assert [reading.unread(each.pk) for each in (world.ieva, world.tiina, world.omar)] == [1, 1, 0]
    told = [event.data["people"] for event in Event.objects.filter(kind="chat.said").order_by("id")]
    everybody = sorted(each.pk for each in (world.ieva, world.tiina, world.omar))
    assert told == [everybody, everybody, [world.tiina.pk], everybody]


def test_nobody_else_reads_or_finds_it(world: World) -> None:
    chat = saying.begin([world.tiina], "Тайна about Hannah", by=world.ieva)
    saying.begin([world.tiina], "Nothing", by=world.omar)
    for outsider in (world.omar, agent("Karl")):
        with pytest.raises(NotFound):
            reading.find(outsider, chat.pk)
        with pytest.raises(NotFound):
            saying.say(chat, "Me too", by=outsider)
        assert reading.search(outsider, "тайна") == []
    assert [line.text for line in reading.search(world.tiina, "ТАЙНА hannah")] == ["Тайна about Hannah"]
    assert reading.search(world.tiina, " ") == []


def test_who_may_be_written_to(world: World) -> None:
    ticket = world.ticket(department=world.billing)
    crowd = [agent(f"A{n}") for n in range(12)]
    for to, error in (([], Missing), ([world.ieva], Missing), ([world.hannah], Invalid), (crowd, Invalid)):
        with pytest.raises(error):
            saying.begin(to, "Hello", by=world.ieva)
    with pytest.raises(Invalid, match="Ieva may not see this ticket"):
        saying.begin([world.ieva], "Look", by=world.tiina, ticket=ticket)
    for text, refused in (("  ", Missing), ("x" * 4_001, Invalid)):
        with pytest.raises(refused):
            saying.begin([world.tiina], text, by=world.ieva)
    with pytest.raises(NotAllowed):
        saying.begin([world.tiina], "Hello", by=world.hannah)
    world.tiina.is_active = False
    world.tiina.save()
    with pytest.raises(Invalid):
        saying.begin([world.tiina], "Hello", by=world.ieva)
    assert not Chat.objects.exists()


def test_long_ones_are_read_in_pages_and_the_list_costs_the_same(world: World) -> None:
    chat = saying.begin([world.tiina], "0", by=world.ieva)
    ChatLine.objects.bulk_create(
        ChatLine(chat=chat, by=world.ieva, text=str(n), at=chat.made_at) for n in range(1, 70)
    )
    page = reading.lines(chat)
    assert [line.text for line in page.lines] == [str(n) for n in range(10, 70)]
    assert [line.text for line in reading.lines(chat, page.earlier).lines] == [str(n) for n in range(10)]

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert reading.newest(world.ieva)[0].last is not None
        return len(counted)

    before = statements()
    for number in range(5):
        saying.begin([agent(f"B{number}")], "Hi", by=world.ieva)
    assert statements() == before


def test_a_chat_outlives_its_ticket(world: World) -> None:
    ticket = world.ticket()
    chat = saying.begin([world.tiina], "Look", by=world.ieva, ticket=ticket)
    Ticket.objects.filter(pk=ticket.pk).update(department=world.billing)
    assert reading.find(world.ieva, chat.pk).chat.ticket_id == ticket.pk
