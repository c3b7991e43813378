"""A time rule that is on and gets another wait: what it covers has its new moment, and not all at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from accord.automation.models import RuleRun
from accord.automation.rules import editing
from accord.automation.time_rules import planning
from accord.events.models import Timer
from tests.automation.rules.making import DAY, rule
from tests.automation.rules.making import tagging as tags
from tests.automation.time_rules.days import Days, passing
from tests.world import World


@pytest.fixture
def days(db: None) -> Iterator[Days]:
    with passing() as made:
        yield made


def test_a_shorter_wait_counts_for_what_is_waiting_already(world: World, days: Days) -> None:
    made = rule(world.omar, tags("late"), on="state_for", wait_s=30 * DAY)
    for _each in range(9):
        world.ticket()
    days.pass_by(days=3)
    editing.change(made, editing.wording_of(made, wait_s=5 * DAY), by=world.omar)
    days.pass_by(minutes=1)
    assert set(Timer.objects.filter(kind=planning.TIMER).values_list("due_at", flat=True)) == {
        days.now + timedelta(days=2) - timedelta(minutes=1)
    }
    editing.change(made, editing.wording_of(made, wait_s=2 * DAY), by=world.omar)
    days.pass_by(seconds=1)
    assert 0 < RuleRun.objects.count() < 9
    days.pass_by(minutes=5)
    assert RuleRun.objects.count() == 9


def test_switched_off_and_on_again_it_covers_what_begins_then(world: World, days: Days) -> None:
    made = rule(world.omar, tags("late"), on="state_for", wait_s=2 * DAY)
    world.ticket()
    editing.switch(made, False, by=world.omar)
    days.pass_by(days=1)
    editing.switch(made, True, by=world.omar)
    days.pass_by(days=9)
    assert RuleRun.objects.count() == 0
