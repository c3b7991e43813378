"""Many agents press To Solve at once: each gets his own ticket, and together they get the first ones."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from accord.events.models import Event
from accord.people.models import Person
from accord.queue import to_solve
from accord.tickets.models import Ticket
from tests.queue.desk import row, stored
from tests.world import World, agent, make_world

AGENTS, TIMES, MORE = 8, 4, 6


@pytest.mark.django_db(transaction=True)
def test_none_is_given_twice_and_none_is_passed_over() -> None:
    world = make_world()
    people = [agent(f"Agent{number}", solver=world.support) for number in range(AGENTS)]
    waits = [
        row(world.hannah, world.support, waited=timedelta(minutes=7 * number % 61), priority=number % 4)
        for number in range(AGENTS * TIMES + MORE)
    ]
    expected = [each.pk for each in sorted(stored(*waits), key=_place)][: AGENTS * TIMES]
    given: list[int] = []
    threads = [threading.Thread(target=_press, args=(person, given)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == len(set(given)) == AGENTS * TIMES
    taken = Event.objects.filter(kind="ticket.assigned").order_by("id").values_list("ticket_id", flat=True)
    assert sorted(filter(None, taken)) == sorted(expected)
    if connection.vendor == "sqlite":  # one writer: what was first was given first
        assert list(taken) == expected
    _none_belongs_to_two(world, people)


def _place(each: Ticket) -> tuple[object, object, int]:
    return each.rank_at, each.waiting_since, each.pk


def _press(person: Person, given: list[int]) -> None:
    """Press as often as TIMES; what was given is answered at once, so that it does not come again."""
    try:
        for _ in range(TIMES):
            head = to_solve.pull(person, elsewhere=())
            assert head is not None
            given.append(head.ticket.pk)
            Ticket.objects.filter(pk=head.ticket.pk).update(to_solve=False, state="answered")
    finally:
        connection.close()


def _none_belongs_to_two(world: World, people: list[Person]) -> None:
    ids = {each.pk for each in people}
    for events in Event.objects.filter(kind="ticket.assigned").values_list("data", flat=True):
        assert events["assignee"] in ids
    assert Ticket.objects.filter(assignee=None).count() == MORE
