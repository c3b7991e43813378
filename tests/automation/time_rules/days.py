"""A desk whose days pass as a test wants, timers and all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from accord.automation.time_rules import pace
from accord.core import clock
from accord.events import timers
from accord.events.models import Timer
from accord.tickets.silence import pulse


class Days:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-03-02T10:00:00+00:00")

    def pass_by(self, **time: int) -> None:
        """The clock moves on without a leap, and what was due meanwhile is done."""
        end = self.now + timedelta(**time)
        while True:
            due = (
                Timer.objects.filter(due_at__lte=end)
                .order_by("due_at")
                .values_list("due_at", flat=True)
                .first()
            )
            if due is None:
                break
            self.now = max(self.now, due)
            pulse.begin()
            timers.sweep(1000)
        self.now = end
        pulse.begin()


@contextmanager
def passing() -> Iterator[Days]:
    """The clock of the whole desk is that of the test."""
    made = Days()
    pace.forget()
    with clock.running(lambda: made.now):
        yield made
