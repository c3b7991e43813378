"""Which happenings are told to customers."""

import pytest

from accord.core.registry import Registry
from accord.events.kinds import EventKind
from accord.events.models import Delivery
from accord.messaging import channel as channels
from accord.messaging import outbound
from accord.messaging.channel import Channel, channel_for
from accord.tickets.happenings import (
    ClosedByAgent,
    ClosedByCustomer,
    MessageReceived,
    MessageSent,
    NoteAdded,
    TicketOpened,
    TicketResolved,
)
from tests.world import World


@pytest.mark.parametrize(
    ("happening", "told"),
    [
        (MessageSent(ticket=1, by_id=1, message=1), True),
        (TicketOpened(ticket=1, by_id=1, acknowledge=True), True),
        (TicketOpened(ticket=1, by_id=1), False),
        (TicketResolved(ticket=1, by_id=1, resolution=1), True),
        (TicketResolved(ticket=1, by_id=1, resolution=1, silent=True), False),
        (TicketResolved(ticket=1, by_id=1, resolution=1, by_customer=True), False),
        (TicketResolved(ticket=1, by_id=1, resolution=1, message=5), False),
        (ClosedByAgent(ticket=1, by_id=1, basis="moved"), True),
        (ClosedByCustomer(ticket=1, by_id=1, by_link=True), True),
        (ClosedByCustomer(ticket=1, by_id=1), False),
        (MessageReceived(ticket=1, by_id=1, message=1), False),
        (NoteAdded(ticket=1, by_id=1, message=1), False),
    ],
)
def test_what_is_told(happening: EventKind, told: bool) -> None:
    assert outbound.due(happening) is told


def test_a_delivery_is_queued_only_where_somebody_is_told(world: World) -> None:
    world.ticket()
    assert not Delivery.objects.exists()
    world.ticket(acknowledge=True)
    assert Delivery.objects.get().effect == "mail"


def test_the_tickets_own_channel_comes_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(key: str, reaches: bool) -> Channel:
        return Channel(key, key, lambda event: None, lambda event, why: None, lambda ticket: reaches)

    several: Registry[Channel] = Registry("channel")
    monkeypatch.setattr(channels, "channels", several)
    ticket = world.ticket(channel="sms")
    assert channel_for(ticket) is None
    mail = channels.register(made("mail", True))
    assert channel_for(ticket) is mail
    sms = channels.register(made("sms", True))
    assert channel_for(ticket) is sms
    ticket.channel = "phone"
    channels.register(made("phone", False))
    assert channel_for(ticket) is mail
