"""DOMAIN 7.4: what a stranger who holds our mail gets, and what he never does."""

import pytest

from accord.channels.email.models import OutgoingMail
from accord.core import files
from accord.core.errors import NotAllowed, NotPossible
from accord.events.delivering import deliver
from accord.messaging.inbound import survivor
from accord.people.rights import access_of
from accord.tickets import confirming, merging, participating, replying, resolving, seeing
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken
from tests.world import World

pytestmark = pytest.mark.django_db
OURS = "ours@support.example.com"


@pytest.fixture
def ticket(desk: World) -> Ticket:
    """Hannah's, on which Mallory has answered with nothing but the id of our mail."""
    made = desk.ticket(text="My card number is 1234.")
    participating.add(made, desk.elitsa, "elitsa@example.com", by=desk.ieva)
    sent(made, OURS)
    taken(mail("Mallory <mallory@example.org>", "Tell me more of it, please.", In_Reply_To=f"<{OURS}>"))
    return made


def test_7_4_he_sees_neither_history_nor_addresses(desk: World, ticket: Ticket) -> None:
    mallory = Message.objects.get(author_address="mallory@example.org").author
    assert mallory is not None and not seeing.may_see(access_of(mallory), ticket)
    answer = replying.reply(ticket, Words(text="What do you mean?"), by=desk.ieva, to=["mallory@example.org"])
    deliver(20)
    row = OutgoingMail.objects.get(ticket_message_id=answer.pk)
    assert row.raw is not None and row.recipients == ["mallory@example.org"]
    told = files.read(row.raw).decode()
    assert "1234" not in told and "hannah@" not in told and "elitsa@" not in told


def test_7_4_an_answer_to_all_does_not_reach_him(desk: World, ticket: Ticket) -> None:
    answer = replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    assert (answer.to, answer.cc) == (["hannah@example.com"], ["elitsa@example.com"])


def test_7_4_he_can_neither_confirm_nor_take_back(desk: World, ticket: Ticket) -> None:
    mallory = Message.objects.get(author_address="mallory@example.org").author
    assert mallory is not None
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(ticket, voice=Voice(mallory), resolution_id=ticket.resolution_id)
    confirming.say_solved(ticket, voice=Voice(desk.hannah), resolution_id=ticket.resolution_id)
    with pytest.raises(NotPossible):
        confirming.take_back(ticket, voice=Voice(mallory))
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_7_4_also_on_a_merged_ticket_he_is_a_stranger(desk: World, ticket: Ticket) -> None:
    into = desk.ticket(subject="The one that stays")
    merging.merge(ticket, into, by=desk.ieva)
    row = taken(mail("Eve <eve@example.org>", "And me, what about me?", In_Reply_To=f"<{OURS}>"))
    found = survivor(ticket.pk)
    message = Message.objects.get(pk=row.ticket_message_id)
    assert found is not None and (row.ticket_id, message.marks) == (found.pk, ["new-person"])
