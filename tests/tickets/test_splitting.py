"""Splitting a ticket, and putting it back: nothing is lost on either way."""

from collections.abc import Iterator
from typing import Any

import pytest

from accord.core import files
from accord.core.errors import Missing, NotAllowed, NotPossible
from accord.people.rights import access_of
from accord.tickets import (
    checking,
    closing,
    conversation,
    merging,
    noting,
    receiving,
    replying,
    resolving,
    searching,
    side_conversing,
    splitting,
)
from accord.tickets.audiences import Audience
from accord.tickets.explaining import ready_text
from accord.tickets.models import Attachment, Message, MessageKind, Participant, Splitting, State, Ticket
from accord.tickets.silence import choosing, standing
from accord.tickets.writing import FileOf, Words
from tests.world import World, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound(world: World) -> Iterator[None]:
    yield
    assert list(checking.problems(deep=True)) == []


def wrote(ticket: Ticket, text: str, by: Any = None, **more: Any) -> Message:
    by = by or ticket.requester
    return receiving.receive(ticket, Words(text=text, **more), by=by, address=by.email)


def thread(ticket: Ticket) -> list[str]:
    return [each.message.text for each in conversation.load(ticket).said]


def two_matters(world: World) -> tuple[Ticket, Message, Message]:
    """Hannah's question that was answered; another matter of hers, and a note about that with a file."""
    ticket = world.ticket(tags=["grinder"])
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    other = wrote(ticket, "And where is my invoice?")
    file = FileOf(files.put(b"%PDF"), "invoice.pdf", "application/pdf")
    return ticket, other, noting.note(ticket, Words(text="Ask billing.", files=[file]), by=world.ieva)


def test_chosen_messages_notes_and_files_go_to_a_new_ticket(world: World) -> None:
    ticket, other, note = two_matters(world)
    waited = other.at
    new = splitting.split(ticket, [other.pk, note.pk], by=world.ieva, subject="Invoice", department=None)
    assert thread(ticket) == ["It stops after ten seconds.", "Clean it."]
    assert thread(new) == ["And where is my invoice?", "Ask billing."]
    assert Attachment.objects.get().message.ticket_id == new.pk  # type: ignore[union-attr]
    assert (new.state, new.waiting_since, new.subject) == (State.NEW, waited, "Invoice")
    assert (new.requester, new.tag_names, new.messages_count) == (world.hannah, ["grinder"], 2)
    assert (ticket.state, ticket.waiting_since, ticket.messages_count) == (State.ANSWERED, None, 2)
    assert kinds(new) == ["ticket.opened", "ticket.split_from"] and kinds(ticket)[-1] == "ticket.split_off"
    found = searching.search(access_of(world.ieva), "invoice").rows
    assert {each.row.code for each in found} == {new.code}
    assert splitting.split_from(new) == ticket


def test_a_split_off_answer_begins_to_wait_for_its_customer(world: World) -> None:
    choosing.choose(world.support, by=world.omar, answered_on=True)
    ticket, _other, _note = two_matters(world)
    answer = Message.objects.get(ticket=ticket, kind=MessageKind.OUTGOING)
    new = splitting.split(ticket, [answer.pk], by=world.ieva)
    assert (new.state, standing.standing(new) is not None) == (State.ANSWERED, True)
    assert standing.standing(ticket) is None


def test_splitting_is_undone_with_all_that_was_written_since(world: World) -> None:
    ticket, other, note = two_matters(world)
    new = splitting.split(ticket, [other.pk, note.pk], by=world.ieva)
    wrote(new, "Still waiting.")
    assert splitting.unsplit(new, by=world.ieva) == ticket
    ticket.refresh_from_db()
    whole = [
        "It stops after ten seconds.",
        "Clean it.",
        "And where is my invoice?",
        "Ask billing.",
        "Still waiting.",
    ]
    assert thread(ticket) == whole and thread(new) == []
    assert (ticket.state, ticket.waiting_since) == (State.OPEN, other.at)
    assert (new.state, new.merged_into_id) == (State.CLOSED, ticket.pk), (
        "its code and links lead to the old one"
    )
    assert Participant.objects.filter(ticket=ticket).count() == 1 and not Splitting.objects.exists()
    assert splitting.unsplit(new, by=world.ieva) is None, "again is nothing"


def test_a_colleague_in_copy_who_wrote_it_asks_on_the_new_one(world: World) -> None:
    ticket = world.ticket(copied=[(world.elitsa, world.elitsa.email)])
    hers = wrote(ticket, "Мелничката ми не работи.", world.elitsa, language="bg")
    new = splitting.split(ticket, [hers.pk], by=world.ieva)
    assert (new.requester, new.requester_address, new.language) == (world.elitsa, "elitsa@example.com", "bg")
    assert list(Participant.objects.filter(ticket=new).values_list("person", flat=True)) == [world.elitsa.pk]
    to_hannah = splitting.split(new, [wrote(new, "Още нещо").pk], by=world.ieva, requester=world.hannah)
    assert (to_hannah.requester, to_hannah.requester_address) == (world.hannah, "hannah@example.com")
    splitting.unsplit(to_hannah, by=world.ieva)
    people = Participant.objects.filter(ticket=new).values_list("person", flat=True)
    assert list(people) == [world.elitsa.pk], "putting back brings nobody into the copies"


def test_an_answer_that_goes_leaves_its_question_waiting(world: World) -> None:
    ticket, first = world.ticket_and_message()
    wrote(ticket, "A second thing.")
    answer = replying.reply(ticket, Words(text="To the second."), by=world.ieva)
    second = Message.objects.get(ticket=ticket, text="A second thing.")
    new = splitting.split(ticket, [second.pk, answer.pk], by=world.ieva)
    assert (new.state, new.first_answered_at, new.last_agent) == (State.ANSWERED, answer.at, world.ieva)
    assert (ticket.state, ticket.waiting_since, ticket.first_answered_at) == (State.OPEN, first.at, None)


def test_what_is_merged_apart_is_apart_again_when_it_is_put_back(world: World) -> None:
    source, into = world.ticket(requester=world.elitsa, text="Мое"), world.ticket()
    merging.merge(source, into, by=world.ieva)
    hers = Message.objects.get(ticket=into, text="Мое")
    new = splitting.split(into, [hers.pk], by=world.ieva)
    hers.refresh_from_db()
    assert (new.requester, hers.marks) == (world.elitsa, [])
    splitting.unsplit(new, by=world.ieva)
    hers.refresh_from_db()
    assert hers.marks == ["apart"] and hers.ticket_id == into.pk
    merging.unmerge(source, by=world.ieva)
    assert thread(source) == ["Мое"]


def test_what_cannot_be_split(world: World) -> None:
    ticket, message = world.ticket_and_message()
    with pytest.raises(splitting.NothingLeft):
        splitting.split(ticket, [message.pk], by=world.ieva)
    other = world.ticket()
    with pytest.raises(Missing):
        splitting.split(other, [message.pk], by=world.ieva)
    wrote(ticket, "More.")
    with pytest.raises(NotAllowed):
        splitting.split(ticket, [message.pk], by=world.ieva, department=world.billing)
    replying.reply(ticket, Words(text="Done."), by=world.ieva)

    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.tiina, basis="customer_said_so", how="By phone")
    with pytest.raises(NotPossible):
        splitting.split(ticket, [message.pk], by=world.ieva)


def test_a_note_for_others_stays_and_a_side_conversation_goes_as_a_whole(world: World) -> None:
    ticket, other, note = two_matters(world)
    private = noting.note(
        ticket, Words(text="Only me."), by=world.tiina, audience=Audience(frozenset({world.tiina.pk}))
    )
    to = ["sven@example.org"]
    _side, told = side_conversing.begin(ticket, "Lid", Words(text="Have you a lid?"), by=world.ieva, to=to)
    new = splitting.split(ticket, [other.pk, private.pk, told.pk], by=world.ieva)
    assert set(Message.objects.filter(ticket=new).values_list("id", flat=True)) == {other.pk, told.pk}
    mine = splitting.split(ticket, [private.pk, note.pk], by=world.tiina)
    assert Message.objects.filter(ticket=mine).count() == 2
