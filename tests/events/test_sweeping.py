"""Due timers: each is carried out as a whole or not at all, whatever those beside it do."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.tickets import tagging
from accord.tickets.models import Ticket
from tests.world import World

pytestmark = pytest.mark.django_db


def test_one_that_fails_takes_nothing_from_those_beside_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite they share a transaction."""
    tickets = [world.ticket(f"Ticket {number}") for number in range(3)]

    def tag(timer: Timer) -> None:
        tagging.tag(Ticket.objects.get(pk=timer.subject_id), "seen", by=world.ieva)
        if timer.subject_id == tickets[1].pk:
            raise RuntimeError("the second one")

    monkeypatch.setattr(timers, "_handlers", {"test": tag})
    monkeypatch.setattr(timers, "SHARE_S", 60.0)
    for ticket in tickets:
        timers.put("test", ("ticket", ticket.pk), clock.now() - timedelta(seconds=1))
    timers.put("test", ("ticket", tickets[0].pk + 1000), clock.now() + timedelta(hours=1))
    assert timers.sweep() == 3
    tags = [Ticket.objects.get(pk=each.pk).tag_names for each in tickets]
    assert tags == [["seen"], [], ["seen"]]
    failed, later = Timer.objects.filter(kind="test").order_by("due_at")
    assert (failed.subject_id, failed.attempts, failed.last_error) == (tickets[1].pk, 1, "RuntimeError: the second one")
    assert (later.attempts, timers.sweep()) == (0, 0)
