"""What a try finds is what the rule itself does: each life is lived under the rule, then the rule is tried on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accord.automation.models import RuleRun
from accord.automation.rules import editing
from accord.automation.rules.editing import Wording
from accord.automation.time_rules import pace
from accord.events import timers
from accord.tickets import postponing, receiving, replying, tagging
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from tests.automation.rules.making import DAY, step, term
from tests.automation.trying.conftest import Time
from tests.automation.trying.test_trying import answered, tried
from tests.world import World

Live = Callable[[World, Time], object]


def pass_by(time: Time, **more: float) -> None:
    """The time passes, and the worker works."""
    end = time.now + timedelta(**more)
    while time.now < end:
        time.later(minutes=30)
        pace.beat()
        while timers.sweep():
            pass


def _tagged_late(world: World, time: Time) -> None:
    ticket = answered(world, time)
    pass_by(time, days=4)
    tagging.tag(ticket, "vip", by=world.ieva)
    pass_by(time, days=2)


def _answered_twice(world: World, time: Time) -> None:
    ticket = answered(world, time)
    pass_by(time, days=4)
    replying.reply(ticket, Words(text="And this."), by=world.ieva)
    pass_by(time, days=4)


def _postponed(world: World, time: Time) -> None:
    ticket = world.ticket()
    pass_by(time, hours=1)
    postponing.postpone(ticket, time.now + timedelta(days=4), by=world.ieva)
    pass_by(time, days=5)


def _to_and_fro(world: World, time: Time) -> None:
    ticket: Ticket = world.ticket()
    pass_by(time, days=4)
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    pass_by(time, days=1)
    receiving.receive(ticket, Words(text="I did."), by=world.hannah, address=world.hannah.email)
    pass_by(time, days=1)


VIP = [[term("tags", "any_of", ["vip"])]]


@pytest.mark.parametrize(
    ("live", "since", "groups", "times"),
    [
        (_tagged_late, "state_for", VIP, 1),  # its conditions came to hold after the wait was over
        (_answered_twice, "customer_silent", [], 1),  # once for each stay in a state
        (_postponed, "no_answer", [], 1),  # the customer waits since he wrote, not since it came back
        (_to_and_fro, "older_than", [], 3),  # each stay is another one
    ],
)
def test_a_try_finds_what_the_rule_does(
    world: World,
    time: Time,
    live: Live,
    since: str,
    groups: list[object],
    times: int,
) -> None:
    wording = Wording("Raise", [since], [step("priority", priority="3")], groups, timed=True, wait_s=3 * DAY)
    rule = editing.switch(editing.make(wording, by=world.omar), True, by=world.omar)
    live(world, time)
    assert RuleRun.objects.filter(rule=rule).count() == times
    assert tried(world, wording)[1].applied == times


def test_each_word_of_the_customer_parts_what_came_before_it(world: World, time: Time) -> None:
    """He wrote on the first day and on the fifth: after three days the rule was too early, after six it was not."""
    ticket = world.ticket()
    for days in (1, 4):
        time.later(days=days)
        receiving.receive(ticket, Words(text="And?"), by=world.hannah, address=world.hannah.email)
    time.later(days=60)
    ends = Wording("End", ["older_than"], [step("resolve", reason="solved")], timed=True, wait_s=3 * DAY)
    figures = tried(world, ends)[1]
    assert (figures.applied, figures.again) == (1, 1)
    assert [figures.early[day] for day in (1, 3, 4, 6, 9)] == [1, 1, 1, 0, 0]
