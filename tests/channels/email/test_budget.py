"""The last guard against mails that answer mails: a few an hour, never to ourselves, never to a robot."""

from datetime import timedelta

import pytest

from accord.channels.email.models import AutomaticMail, OutgoingMail
from accord.core import clock, options
from accord.events.models import Event
from accord.people.contacts import contact_for
from accord.people.models import Person
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from accord.tickets.receiving import note_automatic
from accord.tickets.reopening import reopen
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.telling import BECAUSE
from accord.tickets.writing import Words
from tests.channels.email.outbox import mailbox_at, work, written
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(world: World) -> None:
    mailbox_at(25, world.support, smtp_host="")


def held() -> list[str]:
    """Why mails were held back, in order."""
    reasons = [event.data["because"] for event in Event.objects.filter(kind="notice.held").order_by("id")]
    assert set(reasons) <= set(BECAUSE), "each has a sentence"
    return reasons


def ask_again(world: World, ticket: Ticket, times: int) -> None:
    for _ in range(times):
        resolve(ticket, ready_text("solved", "en"), by=world.ieva)
        work(1)
        reopen(ticket, by=world.ieva)


def test_an_acknowledgement_is_sent_once_and_marked(world: World) -> None:
    ticket = world.ticket(acknowledge=True)
    work()
    mail, row = written(), OutgoingMail.objects.get()
    assert row.sender == "", "no bounce comes back to what nobody wrote (RFC 3834)"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["Precedence"] == "auto_reply"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Accord-Loop"]
    assert mail["To"] == "hannah@example.com", "no name that a stranger may have chosen"
    assert AutomaticMail.objects.get().ticket_id == ticket.pk


def test_ten_an_hour_to_one_address(world: World) -> None:
    for _ in range(12):
        world.ticket(acknowledge=True)
    work()
    assert OutgoingMail.objects.count() == 10
    assert held() == ["hourly_limit_address"] * 2
    later = clock.now() + timedelta(minutes=61)
    with clock.running(lambda: later):
        world.ticket(acknowledge=True)
        work()
    assert OutgoingMail.objects.count() == 11


def test_five_an_hour_on_one_ticket(world: World) -> None:
    ticket = world.ticket()
    ask_again(world, ticket, 6)
    assert OutgoingMail.objects.count() == 5
    assert held() == ["hourly_limit_ticket"]


def test_the_limits_are_options(world: World) -> None:
    options.put("email.automatic_per_ticket", 1)
    ask_again(world, world.ticket(), 2)
    assert OutgoingMail.objects.count() == 1


def test_never_to_one_of_our_own(world: World) -> None:
    mailbox_at(25, world.billing, "billing@example.com", smtp_host="", is_active=False)
    ours = contact_for("billing@example.com")
    ticket = world.ticket(requester=ours, address="billing@example.com", acknowledge=True)
    resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    work()
    assert not OutgoingMail.objects.exists()


def test_never_to_who_answers_by_itself(world: World) -> None:
    ticket = world.ticket()
    words = Words(text="I am away.", marks=["auto-reply"])
    note_automatic(ticket, words, by=world.hannah, address="hannah@example.com", mark="auto-reply")
    resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    work()
    assert not OutgoingMail.objects.exists()
    assert held() == ["answers_itself"]


def test_a_person_always_may(world: World) -> None:
    options.put("email.automatic_per_address", 0)
    reply(world.ticket(), Words(text="Hello"), by=world.ieva)
    work()
    assert OutgoingMail.objects.get().part == "answer"
    assert not AutomaticMail.objects.exists()


def test_old_counts_are_forgotten(world: World) -> None:
    AutomaticMail.objects.create(
        address="hannah@example.com", ticket_id=None, at=clock.now() - timedelta(days=3)
    )
    world.ticket(acknowledge=True)
    work()
    assert AutomaticMail.objects.count() == 1


@pytest.mark.parametrize("why", ["switched off", "agent", "spam"])
def test_who_gets_no_acknowledgement(world: World, why: str) -> None:
    """DOMAIN 7.17."""
    requester: Person = world.ieva if why == "agent" else world.hannah
    ticket = world.ticket(requester=requester, acknowledge=True, department=world.support)
    if why == "switched off":
        OutgoingMail._meta.get_field("mailbox").related_model.objects.update(acknowledge=False)  # type: ignore[union-attr]
    if why == "spam":
        ticket.state = "spam"
        ticket.save()
    work()
    assert not OutgoingMail.objects.exists()
