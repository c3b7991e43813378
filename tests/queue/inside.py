"""What agents of several processes do inside of a desk when they press To Solve at once; runs in `tests/insider.py`."""

import random
import time
from datetime import timedelta
from typing import Any

from django.db import transaction

from accord.core import options
from accord.events.models import Event
from accord.people.contacts import contact_for
from accord.people.models import Department, Person
from accord.queue import choices, to_solve
from accord.tickets.models import State, Ticket
from tests.queue.desk import row, stored
from tests.setting import _agent


def agents(count: int) -> list[dict[str, Any]]:
    """So many agents, each in one or two of three departments; what each is and where he solves."""
    options.put(choices.OWN, choices.NEVER)  # who presses again wants another one
    with transaction.atomic():
        places = [Department.objects.create(name=name, position=9) for name in ("One", "Two", "Three")]
        found = []
        for number in range(count):
            own = [places[number % 3], *([places[(number + 1) % 3]] if number % 2 else [])]
            person = Person.objects.get(pk=_agent(f"presser{number}", own[0], "solver"))
            for more in own[1:]:
                person.memberships.create(department=more, level="solver")
            found.append({"id": person.pk, "email": person.email, "departments": [each.pk for each in own]})
    return found


def draw(seed: int, agents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A desk of another day: what waits now, in any order, some of it answered last by one of the agents."""
    chance = random.Random(seed)
    places = list(Department.objects.filter(name__in=("One", "Two", "Three")))
    with transaction.atomic():
        Ticket.objects.update(to_solve=False, is_open=False, state=State.ANSWERED)
        person = contact_for("hannah@example.org", "Hannah Whitfield", "en")
        rows = [
            row(
                person,
                chance.choice(places),
                waited=timedelta(minutes=chance.randint(0, 90)),
                target=timedelta(minutes=chance.randint(1, 200)) if chance.random() < 0.7 else None,
                priority=chance.choice([0, 1, 1, 2, 3]),
                state=chance.choice([State.NEW, State.OPEN, State.OPEN, State.POSTPONED]),
                last_agent_id=chance.choice([None, None, *(each["id"] for each in agents)]),
            )
            for _ticket in range(chance.randint(10, 60))
        ]
        stored(*rows)
    waiting = Ticket.objects.filter(to_solve=True, state__in=("new", "open"))
    return [
        {
            "id": each.pk,
            "rank": each.rank_at.timestamp(),
            "since": each.waiting_since.timestamp() if each.waiting_since else 0.0,
            "department": each.department_id,
            "last": each.last_agent_id,
        }
        for each in waiting
    ]


def newest_event() -> int:
    """After which the claims of a round come."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def press(email: str, at: float) -> list[int]:
    """From that moment of the machine on press until nothing is left; the tickets that were given, in order."""
    agent = Person.objects.get(email=email)
    time.sleep(max(0.0, at - time.monotonic()))
    given = []
    while (head := to_solve.pull(agent, elsewhere=())) is not None:
        given.append(head.ticket.pk)
    return given


def claims(after: int) -> list[list[int]]:
    """Who was given what since then, in the order in which it was written: [agent, ticket]."""
    rows = Event.objects.filter(id__gt=after, kind="ticket.assigned").order_by("id")
    return [[each.actor_id, each.ticket_id or 0] for each in rows]
