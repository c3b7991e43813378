"""Who is here: what is written when somebody comes, goes, pauses, or a process dies; and hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accord.core import clock
from accord.core.errors import Invalid
from accord.events.models import Event
from accord.people import absences, presence, ways_of_working, working_hours
from tests.world import World

pytestmark = pytest.mark.django_db
HERE, THERE = "web-1", "web-2"


def key(world: World) -> str:
    return str(presence.standing(world.ieva.pk).key)


def told() -> list[str]:
    found = Event.objects.filter(kind="person.presence").order_by("id").values_list("data", flat=True)
    return [each["presence"] for each in found]


def test_comes_pauses_goes_on_and_goes(world: World) -> None:
    presence.beat(HERE)
    assert key(world) == "offline"
    assert presence.come(world.ieva.pk, HERE) and not presence.come(world.ieva.pk, HERE)
    assert presence.pause(world.ieva) and key(world) == "paused"
    assert not presence.stir(world.ieva.pk, active=False)  # a pause stays one
    assert presence.be_here(world.ieva) and key(world) == "online"
    assert presence.stir(world.ieva.pk, active=False) and not presence.stir(world.ieva.pk, active=False)
    assert key(world) == "away"
    assert presence.stir(world.ieva.pk, active=True)
    assert presence.go(world.ieva.pk, HERE) and not presence.go(world.ieva.pk, HERE)
    assert told() == ["online", "paused", "online", "away", "online", "offline"]


def test_who_moved_to_another_process_is_not_gone(world: World) -> None:
    for process in (HERE, THERE):
        presence.beat(process)
        presence.come(world.ieva.pk, process)
    assert not presence.go(world.ieva.pk, HERE) and key(world) == "online"
    assert told() == ["online"]


def test_a_process_that_was_killed_takes_everybody_along(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence.beat(HERE)
    presence.come(world.ieva.pk, HERE)
    later = clock.now() + presence.SILENT + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert key(world) == "offline"
    presence.beat(THERE)
    assert presence.forget_the_dead() == 1 and told() == ["online", "offline"]
    assert presence.come(world.ieva.pk, THERE) and key(world) == "online"


def test_an_absence_stands_above_and_ends_when_he_says_that_he_is_here(world: World) -> None:
    presence.beat(HERE)
    presence.come(world.ieva.pk, HERE)
    absences.leave_until(world.ieva, clock.now() + timedelta(days=1), by=world.ieva)
    assert key(world) == presence.ABSENT and not presence.standing(world.ieva.pk).is_given
    assert presence.be_here(world.ieva) and key(world) == "online"


def test_outside_his_hours_nothing_is_handed_to_him(world: World) -> None:
    presence.beat(HERE)
    other = str((clock.now().weekday() + 3) % 7)
    ways_of_working.change(world.ieva, by=world.omar, hours={other: [["09:00", "10:00"]]})
    assert presence.is_off(world.ieva.pk)
    presence.come(world.ieva.pk, HERE)
    assert key(world) == presence.OFF_HOURS and not presence.is_off(world.ieva.pk)  # he works late
    assert not presence.standing(world.ieva.pk).is_given


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9-12:30, 13.00-17", [["09:00", "12:30"], ["13:00", "17:00"]]),
        ("13:00-17:00; 9:00-12:00", [["09:00", "12:00"], ["13:00", "17:00"]]),
        ("0-24", [["00:00", "24:00"]]),
        ("", []),
    ],
)
def test_hours_as_they_are_written(text: str, spans: list[list[str]]) -> None:
    assert working_hours.read(text, "day_0") == spans
    assert working_hours.read(working_hours.write(spans), "day_0") == spans


@pytest.mark.parametrize(
    "text", ["nine to five", "17-9", "9-9", "9-25", "9-12, 11-14", "9:75-10", "9-", "1-2," * 9]
)
def test_what_are_no_hours(text: str) -> None:
    with pytest.raises(Invalid):
        working_hours.read(text, "day_0")


def test_hours_are_his_own_and_know_summer(monkeypatch: Any) -> None:
    hours = {"0": [["09:00", "12:30"], ["13:00", "24:00"]]}  # Mondays

    def at(month: int, day: int, hour: int, minute: int = 0) -> bool:
        return working_hours.on_duty(
            hours, "Europe/Riga", datetime(2026, month, day, hour, minute, tzinfo=UTC)
        )

    assert at(1, 5, 7) and not at(1, 5, 6, 59)  # two hours before UTC in winter
    assert at(7, 6, 6) and not at(7, 6, 5, 59)  # three in summer
    assert not at(1, 5, 10, 30) and at(1, 5, 11) and at(1, 5, 21, 59) and not at(1, 5, 22)
    assert working_hours.on_duty({}, "Europe/Riga", clock.now())
