"""How each department hands its tickets out: read, chosen, and remembered for the verbs that ask at each event."""

import time
from datetime import timedelta
from typing import Any

from django.db import transaction

from accord.core import clock
from accord.core.errors import Invalid
from accord.events import timers
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Membership, Person
from accord.people.models.department import Level
from accord.queue.happenings import HandOutChanged
from accord.queue.models import HandOut, Method

FIELDS = ("method", "last_agent", "by_language", "by_skill")
TIMER = (
    "hand_out"  # a ticket to be looked at again, a department that has just begun, an agent whose day begins
)
FORGOTTEN = timedelta(days=1)
_KEEP_S = 2.0
_Known = tuple[float, frozenset[int], frozenset[int]]
_remembered: _Known = (0.0, frozenset(), frozenset())


def rule_of(department: Department) -> HandOut:
    """How it hands out; a department that was never asked does not."""
    return HandOut.objects.filter(pk=department.pk).first() or HandOut(department=department)


def choose(department: Department, *, by: Person, **fields: Any) -> None:
    """Change the named fields; what waits already is handed out at once. Raises NotAllowed, Invalid."""
    demand_admin(by)
    if unknown := set(fields) - set(FIELDS):
        raise Invalid(", ".join(sorted(unknown)))
    if fields.get("method", "") not in Method.values:
        raise Invalid("method")
    with transaction.atomic():
        row = HandOut.objects.select_for_update().filter(pk=department.pk).first() or HandOut(
            department=department
        )
        changed = take_over(row, fields)
        if not changed:
            return
        row.save()
        record(HandOutChanged(department=department.pk, by_id=by.pk, set=changed))
        if row.method:
            timers.put(TIMER, ("department", department.pk), clock.now())
        transaction.on_commit(forget, robust=True)
    forget()


def handing_out() -> frozenset[int]:
    """The departments that hand out, remembered for two seconds."""
    return _known()[1]


def receivers() -> frozenset[int]:
    """The agents who answer in one of those departments, remembered for two seconds."""
    return _known()[2]


def _known() -> _Known:
    global _remembered
    if time.monotonic() - _remembered[0] > _KEEP_S:
        rows = HandOut.objects.exclude(method=Method.OFF).filter(department__is_active=True)
        places = frozenset(rows.values_list("pk", flat=True))
        agents = frozenset[int]()
        if places:
            member = Membership.objects.filter(department_id__in=places).exclude(level=Level.READER)
            agents = frozenset(member.values_list("person_id", flat=True))
        _remembered = (time.monotonic(), places, agents)
    return _remembered


def hands_out(department_id: int) -> bool:
    """Whether that department does."""
    return department_id in handing_out()


def anybody_hands_out() -> bool:
    """Whether any department does."""
    return bool(handing_out())


def look_again(ticket_id: int) -> None:
    """The ticket may be handed out now; inside the transaction of what made it so."""
    timers.put(TIMER, ("ticket", ticket_id), clock.now())


def forget() -> None:
    """Drop what is remembered (after a change, and between tests)."""
    global _remembered
    _remembered = (0.0, frozenset(), frozenset())
