"""The chosen ticket beside the list."""

from django.conf import settings
from django.test import Client

from accord.tickets import replying
from accord.tickets.writing import Words
from tests.world import World, agent


def test_it_shows_what_was_said_last_and_no_more(world: World) -> None:
    ticket = world.ticket("The lid", "The first words.")
    for number in range(4):
        replying.reply(ticket, Words(text=f"Answer {number}."), by=world.ieva)
    client = Client()
    client.force_login(world.ieva, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.get(f"/tickets/{ticket.code}/peek/").content.decode()
    assert "The lid" in page and "Answer 0." in page and "Answer 3." in page
    assert "The first words." not in page and "Show earlier messages" in page
    assert "<html" not in page


def test_it_is_for_those_who_may_see_the_ticket(world: World) -> None:
    client = Client()
    client.force_login(agent("Bruno", solver=world.billing), backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(f"/tickets/{world.ticket().code}/peek/").status_code == 404
