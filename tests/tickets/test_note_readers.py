"""Notes for a chosen audience: nobody else reads them, whichever way he reads."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Steps
from accord.conditions.facts import Facts
from accord.core import files
from accord.core.errors import Invalid, Missing
from accord.events.models import Event
from accord.messaging import retelling
from accord.people import tokens
from accord.people.models import Person
from accord.people.rights import Access, access_of
from accord.people.system import system
from accord.tickets import (
    audiences,
    conversation,
    indexing,
    mailing_outside,
    merging,
    noting,
    seeing,
    side_conversing,
)
from accord.tickets.audiences import Audience
from accord.tickets.models import Attachment, Message, NoteReader, SearchDoc, Ticket
from accord.tickets.searching import search
from accord.tickets.writing import FileOf, Words
from tests.world import World, agent

SECRET = "zebrafinch"


@dataclass
class Secret:
    """A note with a file on Hannah's ticket in Support."""

    ticket: Ticket
    note: Message
    file: Attachment


def secret(world: World, by: Person, audience: Audience) -> Secret:
    ticket = world.ticket()
    stored = FileOf(files.put(SECRET.encode()), f"{SECRET}.txt", "text/plain")
    words = Words(text=f"The {SECRET} sings.", html=f"<p>The {SECRET} sings.</p>", files=[stored])
    note = noting.note(ticket, words, by=by, audience=audience)
    return Secret(ticket, note, Attachment.objects.get(message=note))


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def body(client: Client, path: str, **headers: str) -> str:
    """What that address answers, also as a file; "" for a refusal."""
    answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        return ""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode()


# Every way in which an agent can come to read a note, or the words of its file. A new reader belongs into this list.
READERS: dict[str, Callable[[Person, Secret], str]] = {
    "page": lambda who, it: body(browser(who), f"/tickets/{it.ticket.code}/"),
    "thread": lambda who, it: body(browser(who), f"/tickets/{it.ticket.code}/thread/"),
    "earlier": lambda who, it: body(browser(who), f"/tickets/{it.ticket.code}/thread/?before={it.note.pk + 1}"),
    "peek": lambda who, it: body(browser(who), f"/tickets/{it.ticket.code}/peek/"),
    "print": lambda who, it: body(browser(who), f"/tickets/{it.ticket.code}/print/"),
    "split": lambda who, it: body(browser(who), f"/tickets/{it.ticket.code}/split/"),
    "file": lambda who, it: body(browser(who), f"/files/{it.file.pk}/{it.file.name}"),
    "search page": lambda who, it: body(browser(who), "/inbox/all/?q=sings"),
    "search": lambda who, it: _found(access_of(who)),
    "search of files": lambda who, it: _found(access_of(who), f"{SECRET} has:file"),
    "conversation": lambda who, it: _spoken(access_of(who), it.ticket),
    "api messages": lambda who, it: _api(who, f"/api/v1/tickets/{it.ticket.code}/messages"),
    "api file": lambda who, it: _api(who, f"/api/v1/files/{it.file.pk}"),
    "api search": lambda who, it: _api(who, f"/api/v1/tickets?q={SECRET}").replace('"tickets": []', ""),
}


def _found(access: Access, asked: str = SECRET) -> str:
    return "".join(piece for hit in search(access, asked).rows for piece, _matched in hit.snippet)


def _spoken(access: Access, ticket: Ticket) -> str:
    return "".join(said.message.text for said in conversation.load(ticket, reader=access).said)


def _api(who: Person, path: str) -> str:
    token = tokens.create(who, "test")
    text = body(Client(), path, Authorization=f"Bearer {token}")
    return text + (SECRET if '"code"' in text and path.endswith(SECRET) else "")


def readers_of(it: Secret, *people: Person) -> set[tuple[str, str]]:
    """(way, person) of all who read it."""
    return {(way, who.name) for way, reads in READERS.items() for who in people if SECRET in reads(who, it)}


def test_every_reader_shows_a_note_for_chosen_people_to_them_alone(world: World) -> None:
    jaan, bruno = agent("Jaan", solver=world.support), agent("Bruno", solver=world.billing)
    it = secret(world, world.ieva, Audience(people=frozenset({jaan.pk})))
    everybody = (world.ieva, jaan, world.tiina, world.omar, bruno)
    assert readers_of(it, *everybody) == {(way, name) for way in READERS for name in ("Ieva", "Jaan")}


def test_a_department_s_note_is_read_by_its_agents_who_see_the_ticket(world: World) -> None:
    jaan, bruno = agent("Jaan", solver=world.support), agent("Bruno", solver=world.billing)
    it = secret(world, world.ieva, Audience(departments=frozenset({world.billing.pk})))
    ways = {"page", "search", "api messages"}
    found = {name for way, name in readers_of(it, jaan, world.tiina, world.omar, bruno) if way in ways}
    assert found == {"Tiina", "Omar"}  # she works in both; Bruno does not see the ticket, Jaan is not of Billing
    Ticket.objects.filter(pk=it.ticket.pk).update(assignee=bruno)
    assert ("page", "Bruno") in readers_of(it, bruno)


def test_only_me_is_for_no_owner_and_no_colleague(world: World) -> None:
    it = secret(world, world.ieva, Audience(people=frozenset({world.ieva.pk})))
    assert readers_of(it, world.tiina, world.omar) == set()
    assert ("page", "Ieva") in readers_of(it, world.ieva)


def test_who_does_not_say_for_whom_he_reads_is_given_none(world: World) -> None:
    it = secret(world, world.ieva, Audience(people=frozenset({world.ieva.pk})))
    assert SECRET not in "".join(said.message.text for said in conversation.load(it.ticket).said)


def test_no_customer_reads_any_note(world: World) -> None:
    for audience in (audiences.EVERYBODY, Audience(people=frozenset({world.ieva.pk}))):
        it = secret(world, world.ieva, audience)
        access = access_of(world.hannah)
        assert seeing.may_see(access, it.ticket)
        assert _found(access) == ""
        talk = conversation.load(it.ticket, public_only=True, reader=access)
        assert SECRET not in "".join(said.message.text for said in talk.said)


def test_the_public_print_and_the_mailed_conversation_hold_no_note(world: World) -> None:
    for audience in (audiences.EVERYBODY, Audience(people=frozenset({world.ieva.pk}))):
        it = secret(world, world.ieva, audience)
        side_conversing.begin(it.ticket, SECRET, Words(text=SECRET), by=world.ieva, to=["bird@example.net"])
        page = body(browser(world.ieva), f"/tickets/{it.ticket.code}/print/?part=public")
        assert "It stops" in page and SECRET not in page
        told = retelling.public_part(it.ticket)
        assert SECRET not in "".join(entry.text for entry in told.entries)


def test_sql_and_python_agree_on_who_reads(world: World) -> None:
    jaan = agent("Jaan", solver=world.support)
    people = [world.ieva, jaan, world.tiina, world.omar, agent("Nemo")]
    notes = [
        secret(world, world.ieva, each).note
        for each in (
            audiences.EVERYBODY,
            Audience(people=frozenset({world.ieva.pk})),
            Audience(people=frozenset({jaan.pk, world.tiina.pk})),
            Audience(departments=frozenset({world.billing.pk})),
            Audience(people=frozenset({jaan.pk}), departments=frozenset({world.support.pk})),
        )
    ]
    several = set()
    for person in people:
        access = access_of(person)
        condition, values = audiences.sql(access, "message")
        found = Message.objects.filter(kind="note").extra(where=[condition], params=values)
        assert set(found) == {note for note in notes if audiences.may_read(access, note)}, person.name
        several.add(found.count())
    assert len(several) > 2


def test_a_reader_who_may_not_see_the_ticket_is_refused(world: World) -> None:
    bruno = agent("Bruno", solver=world.billing)
    ticket = world.ticket()
    for audience in (
        Audience(people=frozenset({bruno.pk})),
        Audience(people=frozenset({world.hannah.pk})),
        Audience(departments=frozenset({10_000})),
    ):
        with pytest.raises(Invalid):
            noting.note(ticket, Words(text="Hush."), by=world.ieva, audience=audience)
    assert not Message.objects.filter(ticket=ticket, kind="note").exists()


@pytest.mark.parametrize("slip", ["x5", "p", "d-1", "pme", "everybody", ""])
def test_a_slip_in_a_form_never_makes_a_note_readable_for_all(slip: str) -> None:
    with pytest.raises(Invalid):
        Audience.parse([slip])


def test_keys_are_read_as_they_are_written() -> None:
    audience = Audience(frozenset({5, 17}), frozenset({3}))
    assert Audience.parse(audience.keys()) == audience and not Audience.parse([])


def test_it_stays_with_the_note_through_merging_and_new_search_documents(world: World) -> None:
    it = secret(world, world.ieva, Audience(people=frozenset({world.ieva.pk})))
    into = world.ticket("Another lid")
    merging.merge(it.ticket, into, by=world.tiina)
    indexing.rebuild(into.pk)
    assert SearchDoc.objects.filter(message_id=it.note.pk).exists()
    moved = Secret(into, it.note, it.file)
    assert readers_of(moved, world.tiina, world.omar) == set()
    assert {"page", "search", "api messages"} <= {way for way, _name in readers_of(moved, world.ieva)}


def test_the_composer_s_choice_is_kept_with_the_draft(world: World) -> None:
    ticket, client = world.ticket(), browser(world.ieva)
    key = f"p{world.ieva.pk}"
    client.post(f"/tickets/{ticket.code}/draft/", {"kind": "note", "html": "<p>Hush.</p>", "readers": [key]})
    assert f'name="readers" value="{key}"' in body(client, f"/tickets/{ticket.code}/")  # also before the list comes
    ticked = body(client, f"/tickets/{ticket.code}/readers/")
    assert f'value="{key}" checked' in ticked and "Tiina" in ticked
    client.post(f"/tickets/{ticket.code}/messages/", {"kind": "note", "html": "<p>Hush.</p>", "readers": [key]})
    note = Message.objects.get(ticket=ticket, kind="note")
    assert [row.person_id for row in NoteReader.objects.filter(message=note)] == [world.ieva.pk]
    assert "nobody" in body(client, f"/tickets/{ticket.code}/")  # besides the writer
    refused = client.post(f"/tickets/{ticket.code}/messages/", {"kind": "note", "html": "<p>No</p>", "readers": ["?"]})
    assert refused.status_code == 422 and Message.objects.filter(ticket=ticket, kind="note").count() == 1


def test_a_side_conversation_is_read_by_agents_and_no_customer(world: World) -> None:
    ticket = world.ticket()
    words = Words(text=f"Do you know the {SECRET}?")
    side, asked = side_conversing.begin(ticket, "A bird", words, by=world.ieva, to=["bird@example.net"])
    outside = Words(text=f"A {SECRET} it is.")
    side_conversing.answered(side, outside, by=world.elitsa, address="bird@example.net")
    assert SECRET in body(browser(world.tiina), f"/tickets/{ticket.code}/")
    for access in (access_of(world.hannah), access_of(world.elitsa)):
        assert _found(access) == ""
        assert SECRET not in "".join(s.message.text for s in conversation.load(ticket, public_only=True).said)
    assert not seeing.may_see(access_of(world.elitsa), ticket)  # who is asked takes no part


def test_no_rule_finds_out_what_it_says(world: World) -> None:
    it = secret(world, world.ieva, Audience(people=frozenset({world.ieva.pk})))
    event = Event.objects.get(ticket_id=it.ticket.pk, kind="note.added")
    facts = Facts(it.ticket, event=event)
    assert facts.message is None and SECRET not in str(event.data) + str(event.words)
    open_note = noting.note(it.ticket, Words(text="For all."), by=world.ieva)
    event = Event.objects.filter(ticket_id=it.ticket.pk, kind="note.added").latest("id")
    assert Facts(it.ticket, event=event).message == open_note


def test_no_rule_mails_a_note_outside(world: World) -> None:
    ticket = world.ticket(text="The public words.")
    note = noting.note(ticket, Words(text="Not for outside."), by=world.ieva)
    event = Event.objects.get(ticket_id=ticket.pk, kind="note.added")
    Steps.parse([{"a": "forward", "v": {"to": ["x@example.org"]}}]).run(
        Acting(ticket, system(), "rule:1", Facts(ticket, event=event))
    )
    forwarded = Event.objects.get(ticket_id=ticket.pk, kind="mail.sent_outside")
    assert forwarded.data["forwards"] == ticket.messages.get(kind="incoming").pk
    with pytest.raises(Missing):
        mailing_outside.mail_outside(ticket, "", by=world.ieva, to=["x@example.org"], forwards=note)
