"""Pressing a button: one call, told in the history with its name, and never twice in a hurry."""

import pytest

from accord.automation.beside import making, pressing
from accord.automation.beside.making import Wording
from accord.automation.calls import calling
from accord.automation.models import TicketButton
from accord.core.errors import Conflict, Invalid, NotAllowed, NotFound
from accord.events.models import Event
from accord.people.models import Membership
from accord.tickets import telling
from accord.web.moments import day_and_time
from tests.automation.beside.other import Other
from tests.world import World, kinds

REFUND = Wording(
    "Refund", "https://shop.example.com/refunds", "POST", body='{"code": "{ticket.code}", "by": "{agent.name}"}',
    does="call", asks=True,
)  # fmt: skip


@pytest.fixture
def button(world: World) -> TicketButton:
    return making.make_button(REFUND, by=world.omar)


def test_a_press_is_one_call_that_says_which_button_it_was(
    world: World, button: TicketButton, other: Other
) -> None:
    ticket = world.ticket()
    pressing.press(button, ticket, by=world.ieva)
    with pytest.raises(Conflict, match="already"):
        pressing.press(button, ticket, by=world.ieva)
    assert kinds(ticket)[-1] == "http.requested"
    (line,) = telling.tell(Event.objects.filter(kind="http.requested"), day_and_time)
    assert "Ieva" in line.sentence and line.reasons == ["It was done with the button “Refund”."]
    assert calling.carry_out() == 1
    assert other.asked[0][:3] == (
        "POST", "https://shop.example.com/refunds", f'{{"code": "{ticket.code}", "by": "Ieva"}}'.encode(),
    )  # fmt: skip
    assert pressing.last_calls(ticket, [button])[button.pk].state == "done"
    pressing.press(button, ticket, by=world.ieva)


def test_who_may_only_read_presses_nothing(world: World, button: TicketButton) -> None:
    Membership.objects.filter(person=world.ieva).update(level="reader")
    with pytest.raises(NotAllowed):
        pressing.press(button, world.ticket(), by=world.ieva)


def test_a_button_of_another_department_is_not_there(world: World, button: TicketButton) -> None:
    ticket = world.ticket()
    assert pressing.find(ticket, button.pk).pk == button.pk
    with pytest.raises(NotFound):
        pressing.find(world.ticket("Lid"), button.pk + 1)


def test_a_button_that_opens_an_address_calls_nothing(world: World) -> None:
    ticket = world.ticket()
    opens = making.make_button(Wording("CRM", "https://crm.example.com/?q={contact.name}"), by=world.omar)
    assert pressing.address(opens, ticket, world.ieva) == "https://crm.example.com/?q=Hannah%20Whitfield"
    with pytest.raises(Invalid):
        pressing.press(opens, ticket, by=world.ieva)
