"""Many tickets in all states and departments, made by the verbs: for tests that compare two answers."""

import random
from datetime import timedelta

from accord.core import clock
from accord.core.errors import AccordError
from accord.people.contacts import contact_for
from accord.people.models import Department, Membership, Person
from accord.tickets import (
    assigning,
    discarding,
    noting,
    participating,
    postponing,
    replying,
    resolving,
    tagging,
)
from accord.tickets.explaining import Explanation
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from tests.world import World, agent

WORDS = ["order", "parcel", "refund", "invoice", "lid", "grinder", "screen", "broken", "late", "colour"]
EXPLAINED = Explanation(reason="solved", what="We sent a new one.", why="It broke.", next="Nothing.")


def crowd(world: World, size: int, seed: int = 1) -> list[Ticket]:
    """`size` tickets of several contacts in three departments, after random verbs."""
    chance = random.Random(seed)
    returns = Department.objects.create(name="Returns", position=3)
    lost = agent("Lost", solver=returns)
    contacts = [world.hannah, world.elitsa, contact_for("kai@example.org", "Kai", "et")]
    tickets = []
    for number in range(size):
        department = chance.choice([world.support, world.billing, returns])
        ticket = world.ticket(
            f"Number {number} {chance.choice(WORDS)}",
            " ".join(chance.choices(WORDS, k=8)),
            requester=chance.choice(contacts),
            department=department,
            tags=chance.sample(["vip", "warranty"], chance.randrange(3)),
        )
        for _ in range(chance.randrange(3)):
            _something(chance, ticket, world, lost, contacts)
        tickets.append(ticket)
    Membership.objects.filter(person=lost).delete()  # what he holds is elsewhere now
    return tickets


def _something(chance: random.Random, ticket: Ticket, world: World, lost: Person, contacts: list[Person]) -> None:
    by = world.omar
    some = [
        lambda: assigning.assign(ticket, chance.choice([world.tiina, world.ieva, lost, world.omar]), by=by),
        lambda: replying.reply(ticket, Words(text=f"Your {chance.choice(WORDS)} is here."), by=by),
        lambda: noting.note(ticket, Words(text=f"A secret about the {chance.choice(WORDS)}"), by=by),
        lambda: resolving.resolve(ticket, EXPLAINED, by=by),
        lambda: discarding.mark_spam(ticket, by=by),
        lambda: discarding.delete(ticket, by=by),
        lambda: postponing.postpone(ticket, clock.now() + timedelta(days=2), by=by),
        lambda: tagging.tag(ticket, "late", by=by),
        lambda: participating.add(ticket, chance.choice(contacts), "copy@example.org", by=by),
    ]
    try:
        chance.choice(some)()
    except AccordError:
        pass  # the table or the rights say no: another verb's turn
