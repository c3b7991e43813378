"""Levels for tests, made by the verbs that an administrator uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accord.conditions.groups import Groups
from accord.core import clock
from accord.sla import setting_hours, setting_up
from accord.sla.models import BusinessHours, Clock, Level, LevelRule
from accord.tickets.models import Ticket
from tests.world import World

SOFIA = ZoneInfo("Europe/Sofia")
MONDAY = datetime(2026, 11, 16, 10, tzinfo=SOFIA)  # 10:00 in Sofia
HOUR = 3600
OFFICE = [[[540, 720], [780, 1080]]] * 5 + [[], []]  # 9 to 12 and 13 to 18


def same(seconds: int) -> list[int | None]:
    """The same target for every priority."""
    return [seconds] * 4


def office(world: World, **more: Any) -> BusinessHours:
    return setting_hours.save_hours(
        BusinessHours(), by=world.omar, name="Office", time_zone="Europe/Sofia", week=OFFICE, **more
    )


def level(world: World, name: str = "Standard", hours: BusinessHours | None = None, **more: Any) -> Level:
    """A level that promises a first and a next answer within an hour, unless `targets` say otherwise."""
    more.setdefault("targets", {"first_answer": same(HOUR), "next_answer": same(HOUR)})
    return setting_up.save_level(Level(), by=world.omar, name=name, hours=hours, **more)


def rule(world: World, level: Level | None, *groups: Any) -> LevelRule:
    """A rule that comes last; without groups it is for every ticket."""
    return setting_up.save_rule(
        LevelRule(), by=world.omar, name="", conditions=Groups.parse(list(groups)), level=level
    )


def everybody(world: World, **more: Any) -> Level:
    """A level that every new ticket gets."""
    made = level(world, **more)
    rule(world, made)
    return made


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """It is that moment."""
    with clock.running(lambda: moment):
        yield


def later(**delta: float) -> datetime:
    return MONDAY + timedelta(**delta)


def running(ticket: Ticket) -> dict[str, Clock]:
    """The clocks that run on the ticket, by kind, without its level."""
    rows = Clock.objects.filter(ticket=ticket, ended_at__isnull=True).exclude(kind="level")
    return {row.kind: row for row in rows}


def log(ticket: Ticket) -> list[tuple[str, str, int | None]]:
    """The clocks with a verdict: kind, met or missed, by how many seconds."""
    rows = Clock.objects.filter(ticket=ticket, outcome__in=("met", "missed")).order_by("id")
    return [(row.kind, row.outcome, row.spare_s) for row in rows]
