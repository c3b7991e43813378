"""A macro shows what it would write and change, and does it by the verbs, with its name on each event."""

from dataclasses import replace

from django.utils.translation import override

from accord.automation.macros import applying, making, naming
from accord.automation.macros.making import Wording
from accord.events.models import Event
from accord.people.rights import access_of
from accord.tickets.explaining import ready_text
from accord.tickets.models import Resolution, State
from accord.tickets.telling import reasons_of
from tests.world import World, kinds

STEPS = [{"a": "priority", "v": {"priority": "2"}}, {"a": "add_tags", "v": {"tags": ["refund"]}}]
TEXTS = {
    "en": "<p>Hello {contact.first_name|there}, {agent.name} here.</p>",
    "bg": "<p>Здравейте, {contact.first_name}</p>",
}
WORDS = Wording("Refund", texts=TEXTS, steps=STEPS)


def test_the_preview_is_in_the_customers_language_and_stores_nothing(world: World) -> None:
    macro = making.make(WORDS, by=world.ieva)
    ticket = world.ticket(requester=world.elitsa, language="bg")
    before, version = kinds(ticket), ticket.version
    found = applying.preview(macro, ticket, world.ieva)
    assert (found.html, found.language, found.into) == ("<p>Здравейте, Елица</p>", "bg", "reply")
    assert [change.sentence for change in found.changes] == ["Set the priority to High", "Add the tag refund"]
    assert (
        applying.preview(macro, world.ticket(language="et"), world.ieva).html
        == "<p>Hello Hannah, Ieva here.</p>"
    )
    ticket.refresh_from_db()
    assert (kinds(ticket), ticket.version) == (before, version)


def test_the_preview_says_what_would_not_happen(world: World) -> None:
    macro = making.make(
        replace(WORDS, steps=[{"a": "assign", "v": {"to": str(world.tiina.pk)}}]), by=world.ieva
    )
    world.tiina.is_active = False
    world.tiina.save()
    change = applying.preview(macro, world.ticket(), world.ieva).changes[0]
    assert (change.sentence, change.problem) == ("Give it to ?", "This agent is no longer there.")


def test_its_changes_are_the_agents_and_name_the_macro(world: World) -> None:
    macro, ticket = making.make(WORDS, by=world.ieva), world.ticket()
    done = applying.carry_out([macro], ticket, by=world.ieva)
    assert (ticket.priority, ticket.tag_names) == (2, ["refund"]) and not applying.refusals(done)
    event = Event.objects.get(ticket_id=ticket.pk, kind="ticket.tagged")
    assert (event.actor_id, event.data["because"]) == (world.ieva.pk, f"macro:{macro.pk}")
    assert reasons_of(event.data) == ["It was done with the macro “Refund”."]
    making.change(macro, replace(WORDS, name="Money back"), by=world.ieva)
    with override("en"):
        assert reasons_of(event.data) == ["It was done with the macro “Money back”."]
    assert naming.of_macro("999999") == "It was done with the macro “?”."


def test_what_a_verb_refuses_leaves_the_rest(world: World) -> None:
    steps = [{"a": "transfer", "v": {"department": str(world.billing.pk)}}, *STEPS]
    macro, ticket = making.make(replace(WORDS, steps=steps), by=world.ieva), world.ticket()
    world.billing.is_active = False
    world.billing.save()
    done = applying.carry_out([macro], ticket, by=world.ieva)
    assert applying.refusals(done) == ["This department is no longer there."]
    assert ticket.priority == 2


def test_a_macro_that_resolves_lets_the_answer_ask(world: World) -> None:
    macro = making.make(replace(WORDS, steps=[{"a": "resolve", "v": {"reason": "solved"}}]), by=world.ieva)
    explanation = applying.resolving([macro], world.ticket(), world.ieva)
    assert explanation is not None and explanation.reason == "solved" and explanation.complete
    ticket = world.ticket()
    applying.carry_out([macro], ticket, by=world.ieva, without=frozenset({"resolve"}))
    assert ticket.state == State.NEW
    assert applying.resolving([making.make(WORDS, by=world.ieva)], ticket, world.ieva) is None


def test_what_a_macro_says_of_the_ending_goes_with_its_answer(world: World) -> None:
    """As when it resolves alone: its own parts in place of the ready ones."""
    own = {"reason": "cannot_be_solved", "what": "<p>Out of stock.</p>", "next": "<p>Write to {agent.first_name}.</p>"}
    macro = making.make(replace(WORDS, steps=[{"a": "resolve", "v": own}]), by=world.ieva)
    said, ready = applying.resolving([macro], world.ticket(), world.ieva), ready_text("cannot_be_solved", "en")
    assert said is not None and (said.reason, said.what, said.why) == ("cannot_be_solved", "Out of stock.", ready.why)
    assert said.next == "Write to Ieva."
    alone = world.ticket()
    applying.carry_out([macro], alone, by=world.ieva)
    stands = Resolution.objects.get(pk=alone.resolution_id)
    assert (stands.what, stands.why, stands.next) == (said.what, said.why, said.next)


def test_only_what_one_may_use_is_on_the_way_and_the_most_used_count(world: World) -> None:
    mine, other = making.make(WORDS, by=world.ieva), making.make(WORDS, by=world.tiina)
    ticket = world.ticket()
    found = applying.on_the_way(world.ieva, access_of(world.ieva), ticket, [other.pk, mine.pk, mine.pk, 0])
    assert found == [mine]
    for _time in range(3):
        applying.carry_out(found, ticket, by=world.ieva)
    assert applying.uses_of(world.ieva, [mine.pk, other.pk]) == {mine.pk: 3}
