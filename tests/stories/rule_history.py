"""What a story does inside of a desk so that it has a history for rules to be tried on. Runs in `tests/insider.py`."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accord.automation.models import Rule, RuleRun
from accord.core import clock
from accord.people.contacts import contact_for
from accord.people.models import Department, Person
from accord.tickets import receiving, replying
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import Words

AGAIN = (1.5, 2.5, 3.5, 8.5)  # after so many days these customers wrote again


def answered_long_ago(silent: int = 120) -> int:
    """Tickets that were answered 60 days ago: most customers stayed silent, some wrote again; gives how many."""
    begin, now = clock.now() - timedelta(days=60), [clock.now()]
    with clock.running(lambda: now[0]):
        for number in range(silent + len(AGAIN)):
            now[0] = begin + timedelta(minutes=number)
            _ticket(number, now, AGAIN[number] if number < len(AGAIN) else None)
    return silent + len(AGAIN)


def _ticket(number: int, now: list[Any], again: float | None) -> None:
    address = f"silent{number}@example.org"
    with transaction.atomic():
        person = contact_for(address, f"Customer {number}", "en")
    request = Request(
        requester=person, department=Department.objects.get(name="Support"), subject=f"Question {number}",
        words=Words(text="How do I clean it?"), address=address, our_address="support@desk.example.com",
    )  # fmt: skip
    ticket, _message = open_ticket(request, by=person)
    replying.reply(ticket, Words(text="With a brush."), by=Person.objects.get(email="ieva@example.com"))
    if again is not None:
        now[0] += timedelta(days=again)
        receiving.receive(ticket, Words(text="It still smells."), by=person, address=address)


def state_of_rules() -> list[dict[str, Any]]:
    """Each rule's name, wait and whether it is on; and how often rules were applied."""
    rows: list[dict[str, Any]] = list(Rule.objects.order_by("id").values("name", "wait_s", "active"))
    return [*rows, {"runs": RuleRun.objects.count()}]
