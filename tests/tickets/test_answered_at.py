"""Who phoned without a mail address: his ticket is kept, not answered by mail, and is once he has an address."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.core.errors import Missing
from accord.people import editing
from accord.people.contacts import caller_for, contact_for
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import (
    checking,
    closing,
    listing,
    merging_people,
    opening,
    postponing,
    replying,
    resolving,
)
from accord.tickets.explaining import ready_text
from accord.tickets.models import Participant, Silence, State, Ticket
from accord.tickets.silence import choosing
from accord.tickets.writing import Words
from tests.world import World, kinds

pytestmark = pytest.mark.django_db
HOME = "anna@home.example"


@pytest.fixture
def anna(world: World) -> Person:
    return caller_for("+371 2000 0000", "Anna")


@pytest.fixture
def ticket(world: World, anna: Person) -> Ticket:
    return world.ticket("The lid rattles", "She says that the lid rattles.", requester=anna, how="phone")


def well() -> None:
    assert list(checking.problems(deep=True)) == []


def place_of(ticket: Ticket) -> tuple[str, str]:
    ticket.refresh_from_db()
    return ticket.requester_address, Participant.objects.get(ticket=ticket, is_requester=True).address


def test_what_would_be_mailed_is_refused_with_the_reason_and_changes_nothing(world: World, ticket: Ticket) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(Missing, match="No mail address of the customer is known"):
        replying.reply(ticket, Words(text="Tighten the screw."), by=world.ieva)
    with pytest.raises(Missing, match="No mail address"):
        postponing.postpone(ticket, tomorrow, by=world.ieva, explanation=ready_text("takes_longer", "en"))
    request = opening.Request(ticket.requester, world.support, "Your lid", Words(text="Hello"), how="outgoing")
    with pytest.raises(Missing, match="No mail address"):
        opening.open_ticket(request, by=world.ieva)
    assert (kinds(ticket), Ticket.objects.count()) == (["ticket.opened"], 1)
    postponing.postpone(ticket, tomorrow, by=world.ieva)
    ticket.refresh_from_db()
    assert ticket.state == State.POSTPONED
    well()


def test_somebody_else_can_be_written_to(world: World, ticket: Ticket) -> None:
    message = replying.reply(ticket, Words(text="Call her, please."), by=world.ieva, to=["shop@example.com"])
    assert message.to == ["shop@example.com"]


def test_resolved_it_stays_until_an_agent_says_that_the_customer_said_so(world: World, ticket: Ticket) -> None:
    choosing.choose(world.support, by=world.omar, resolved_on=True)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    assert Silence.objects.get(ticket=ticket).untold == "no_address"
    assert [row.code for row in listing.page(access_of(world.ieva), "untold").rows] == [ticket.code]
    closing.close(ticket, by=world.ieva, basis="customer_said_so", how="By phone, today at ten.")
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    well()


def test_an_address_that_he_gets_is_where_he_is_answered(world: World, ticket: Ticket, anna: Person) -> None:
    hannahs = world.ticket()
    editing.add_address(anna, HOME, by=world.ieva)
    assert place_of(ticket) == (HOME, HOME)
    assert kinds(ticket)[-1] == "ticket.address_known"
    assert place_of(hannahs) == ("hannah@example.com", "hannah@example.com")
    assert replying.reply(ticket, Words(text="Tighten the screw."), by=world.ieva).to == [HOME]
    editing.add_address(anna, "anna@work.example", by=world.ieva)
    assert place_of(ticket) == (HOME, HOME), "the first one stays"
    assert kinds(ticket).count("ticket.address_known") == 1
    well()


@pytest.mark.parametrize("stays", ["who phoned", "who wrote"])
def test_joined_with_somebody_who_writes_and_parted_again(
    world: World, ticket: Ticket, anna: Person, stays: str
) -> None:
    written = contact_for(HOME, "Anna")
    wrote = world.ticket("The lid is loose", requester=written)
    source, into = (written, anna) if stays == "who phoned" else (anna, written)
    merging_people.merge(source, into, by=world.tiina)
    assert place_of(ticket) == place_of(wrote) == (HOME, HOME)
    into.refresh_from_db()
    assert into.email == HOME
    assert replying.reply(ticket, Words(text="Tighten the screw."), by=world.ieva).to == [HOME]
    well()
    merging_people.unmerge(source, by=world.tiina)
    assert place_of(ticket) == ("", ""), "what is somebody else's again is not written to"
    assert place_of(wrote) == (HOME, HOME)
    ticket.refresh_from_db()
    assert (ticket.requester, Person.objects.get(pk=anna.pk).email) == (anna, "")
    assert Person.objects.get(pk=written.pk).email == HOME
    well()


def test_parted_again_nobody_is_answered_where_the_other_reads(world: World) -> None:
    """Of two who each had an address, one of whom wrote meanwhile from the other's."""
    other = contact_for(HOME, "Hannah Whitfield")
    ticket = world.ticket()
    merging_people.merge(other, world.hannah, by=world.tiina)
    Ticket.objects.filter(pk=ticket.pk).update(requester_address=HOME)
    merging_people.unmerge(other, by=world.tiina)
    ticket.refresh_from_db()
    assert (ticket.requester, ticket.requester_address) == (world.hannah, "hannah@example.com")
