"""A desk whose days pass as a test wants: frozen clock, real timers, real deliveries into the demo's outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from accord.channels.email.models import OutgoingMail
from accord.core import clock
from accord.events import timers
from accord.events.delivering import deliver
from accord.events.models import Event, Timer
from accord.tickets.models import Silence, SilencePulse, Ticket
from accord.tickets.silence import choosing, pulse, watching
from tests.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STEPS = ("ticket.resolved", "ticket.reminded", "ticket.closed")


@dataclass
class Days:
    """Time passes only by `until`, `days` (the worker is awake) and `jump` (it is not, or the clock is set)."""

    world: World
    now: datetime = MONDAY
    mails: list[OutgoingMail] = field(default_factory=list)

    def rule(self, **fields: Any) -> None:
        """Both rules of Support are on, from Monday to Sunday around the clock where `fields` say nothing else."""
        given = {
            "answered_on": True,
            "resolved_on": True,
            "from_hour": 0,
            "to_hour": 24,
            "weekdays": "1234567",
        }
        choosing.choose(self.world.support, by=self.world.omar, **{**given, **fields})

    def until(self, moment: datetime) -> None:
        """The worker does what is due, each thing when it is due."""
        self.work()
        while True:
            first = Timer.objects.order_by("due_at").values_list("due_at", flat=True).first()
            if first is None or first > moment:
                break
            self.now = max(self.now, first)
            self.work()
        self.now = max(self.now, moment)
        self.work()

    def days(self, number: float) -> None:
        self.until(self.now + timedelta(days=number))

    def jump(self, by: timedelta) -> None:
        """The clock leaps, and only then the worker looks again."""
        self.now += by
        pulse.beat()
        timers.sweep()
        deliver()

    def work(self) -> None:
        """One look of a worker that was awake all the time."""
        SilencePulse.objects.filter(seen_at__lt=self.now).update(seen_at=self.now)
        timers.sweep()
        deliver()

    def steps(self, ticket: Ticket) -> list[tuple[str, datetime]]:
        """(kind, when) of what the system did on the ticket by itself."""
        events = (
            Event.objects.filter(ticket_id=ticket.pk, kind__in=STEPS).exclude(data__because="").order_by("id")
        )
        return [
            (event.kind, event.at) for event in events if event.data.get("because", "").startswith("silent_")
        ]

    def due(self, ticket: Ticket) -> datetime | None:
        return (
            Timer.objects.filter(kind=watching.TIMER, subject_id=ticket.pk)
            .values_list("due_at", flat=True)
            .first()
        )

    def row(self, ticket: Ticket) -> Silence | None:
        return Silence.objects.filter(pk=ticket.pk).first()


@contextmanager
def passing(world: World, settings: Any) -> Iterator[Days]:
    """Days that pass in `world`, beginning on a Monday at ten; what is mailed counts as taken by its server."""
    settings.DEMO = True
    days = Days(world)
    pulse.PACE.__init__()  # type: ignore[misc]
    with clock.running(lambda: days.now):
        yield days
