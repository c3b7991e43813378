"""Choosing: everything is off at first, and only what makes sense is taken."""

from typing import Any

import pytest

from accord.core.errors import Invalid, Missing, NotAllowed
from accord.events.models import Event
from accord.tickets.models import SilenceRule
from accord.tickets.silence import choosing
from tests.world import World


def test_nothing_is_on_until_somebody_chooses(world: World) -> None:
    rule = choosing.rule_of(world.support)
    assert not rule.answered_on and not rule.resolved_on and not SilenceRule.objects.exists()
    assert (rule.answered_days, rule.first_day, rule.last_day, rule.close_day) == (7, 3, 6, 7)
    assert (rule.from_hour, rule.to_hour, rule.weekdays) == (9, 17, "12345")


def test_choosing_is_told_in_the_departments_history(world: World) -> None:
    choosing.choose(world.support, by=world.omar, resolved_on=True, close_day=9)
    choosing.choose(world.support, by=world.omar, resolved_on=True, close_day=9)
    event = Event.objects.get(kind="department.silence_changed")
    assert event.data["set"] == {"resolved_on": True, "close_day": 9}
    assert choosing.rule_of(world.support).resolved_since is not None
    choosing.choose(world.support, by=world.omar, resolved_on=False)
    assert choosing.rule_of(world.support).resolved_since is None


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"first_day": 0}, Invalid), ({"close_day": 91}, Invalid), ({"first_day": 6}, Invalid),
        ({"last_day": 7}, Invalid), ({"close_day": 6}, Invalid), ({"from_hour": 17}, Invalid),
        ({"to_hour": 25}, Invalid), ({"weekdays": ""}, Missing), ({"weekdays": "18"}, Invalid),
        ({"weekdays": "21"}, Invalid), ({"colour": "red"}, Invalid),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(world: World, fields: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        choosing.choose(world.support, by=world.omar, **fields)
    assert not SilenceRule.objects.exists()


def test_only_administrators_choose(world: World) -> None:
    with pytest.raises(NotAllowed):
        choosing.choose(world.support, by=world.tiina, resolved_on=True)
