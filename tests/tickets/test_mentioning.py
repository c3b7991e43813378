"""Naming a colleague with an @: whom a text names, and who is told of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.events.models import Event
from accord.people.models import Person
from accord.tickets import mentioning, noting, replying
from accord.tickets.audiences import Audience
from accord.tickets.writing import Words
from tests.world import World, agent

NAMES = ["Ieva", "Ieva Kalniņa", "Anna Maria", "Anna", "Омар Петров", "Bo", "Bo"]
PEOPLE = [Person(pk=number, kind="agent", name=name) for number, name in enumerate(NAMES, 1)]


def named(text: str) -> list[int]:
    return [person.pk for person in mentioning.named(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ieva, look", [1]),
        ("ask @ieva kalniņa please", [2]),
        ("@Anna Maria and @anna.", [3, 4]),
        ("(@Омар)", [5]),
        ("@Bo!", [6, 7]),
        ("@Ievas", []),
        ("ieva@example.com", []),
        ("x.@Ieva", []),
        ("@ Ieva", []),
        ("@Ieva @Ieva", [1]),
        ("no one", []),
    ],
)
def test_whom_a_text_names(text: str, expected: list[int]) -> None:
    assert named(text) == expected


@given(st.text(max_size=60), st.sampled_from(["Ieva", "Anna Maria", "Омар Петров"]), st.text(max_size=20))
def test_a_name_alone_between_spaces_is_always_found(before: str, name: str, after: str) -> None:
    person = next(each for each in PEOPLE if each.name == name)
    assert person.pk in named(f"{before} @{name} {after}") or name == "Ieva"  # Ieva Kalniņa may follow by chance


def test_who_is_named_is_told_once_and_nobody_of_himself(world: World) -> None:
    ticket = world.ticket()
    noting.note(ticket, Words(text="@Tiina and @Ieva and @tiina: look."), by=world.ieva)
    event = Event.objects.get(ticket_id=ticket.pk, kind="mentioned")
    assert event.data["people"] == [world.tiina.pk] and event.actor_id == world.ieva.pk and not event.public


def test_who_may_not_read_it_is_not_told(world: World) -> None:
    agent("Bruno", solver=world.billing)
    ticket = world.ticket()
    noting.note(ticket, Words(text="@Bruno @Omar"), by=world.ieva, audience=Audience(frozenset({world.tiina.pk})))
    replying.reply(ticket, Words(text="@Tiina writes to the customer"), by=world.ieva)
    noting.note(ticket, Words(text="@Bruno"), by=world.ieva)
    assert not Event.objects.filter(ticket_id=ticket.pk, kind="mentioned").exists()


def test_who_can_be_named_is_who_sees_the_ticket(world: World) -> None:
    agent("Bruno", solver=world.billing)
    names = [name for _number, name in mentioning.colleagues(world.ticket(), world.ieva)]
    assert names == ["Omar", "Tiina"]
