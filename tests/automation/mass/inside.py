"""What a test of a killed mass action does inside of a desk; runs in `tests/insider.py`."""

from collections import Counter
from typing import Any

from django.db import transaction

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs
from accord.automation.models import MassJob
from accord.events.models import Event
from accord.people.contacts import contact_for
from accord.people.models import Department, Person
from accord.tickets.models import Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import Words

STEPS = [{"a": "add_tags", "v": {"tags": ["recall"]}}, {"a": "priority", "v": {"priority": "2"}}]


def begin(count: int) -> int:
    """Open so many tickets and begin a mass action over them as Ieva; its id."""
    with transaction.atomic():
        person = contact_for("hannah@example.org", "Hannah Whitfield", "en")
        for number in range(count):
            request = Request(
                requester=person,
                department=Department.objects.get(name="Support"),
                subject=f"Grinder {number}",
                words=Words(text="It stops."),
                address="hannah@example.org",
                our_address="support@desk.example.com",
            )
            open_ticket(request, by=person)
    ids = list(Ticket.objects.order_by("id").values_list("id", flat=True))
    return jobs.start(ids, Steps.parse(STEPS), by=Person.objects.get(email="ieva@example.com")).pk


def standing(job: int) -> dict[str, Any]:
    """How far it is, and how many tickets have how many events of it."""
    row = MassJob.objects.get(pk=job)
    events = Event.objects.filter(kind__in=("ticket.tagged", "ticket.prioritised")).values_list(
        "ticket_id", flat=True
    )
    times = Counter(Counter(events).values())
    return {
        "state": row.state,
        "done": row.done_count,
        "times": {str(each): many for each, many in times.items()},
    }
