"""An answer that was written before the customer's newest words is not sent unseen."""

import re

import pytest
from django.test import Client

from accord.tickets.models import Message, MessageKind
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.world import World


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def test_an_answer_that_saw_less_is_sent_from_the_page_that_shows_it_and_no_sooner(
    world: World, ieva: Client
) -> None:
    ticket, first = world.ticket_and_message()
    receive(ticket, Words(text="It works again."), by=world.hannah, address=world.hannah.email)
    ours = Message.objects.filter(ticket=ticket, kind=MessageKind.OUTGOING)
    sent = {"kind": "reply", "text": "Clean it.", "seen": str(first.pk)}
    for more in ({}, {"anyway": "1"}):
        refused = ieva.post(f"/tickets/{ticket.code}/messages/", {**sent, **more})
        assert refused.status_code == 409 and "Send anyway" in refused.content.decode()
        assert not ours.exists()
    shown = re.search(r'name="seen" value="(\d+)"', refused.content.decode())
    assert shown is not None
    assert ieva.post(f"/tickets/{ticket.code}/messages/", {**sent, "seen": shown[1]}).status_code == 303
    assert ours.count() == 1
