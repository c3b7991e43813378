"""What stories ask of the order of work. Runs in `tests/insider.py`."""

from collections import Counter

from accord.events.models import Event
from accord.people.models import Person
from accord.queue import to_solve


def waiting(email: str = "ieva@example.com") -> int:
    """How many tickets To Solve has for that agent."""
    return to_solve.badge(Person.objects.get(email=email)).count


def taken_through_to_solve() -> dict[str, int]:
    """How many tickets each agent took by it."""
    rows = Event.objects.filter(kind="ticket.assigned").values_list("data", "actor_id")
    people = dict(Person.objects.values_list("pk", "email"))
    return dict(Counter(people[actor] for data, actor in rows if data.get("because") == "to_solve"))
