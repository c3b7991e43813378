"""Tickets as they were: what no event's facts hold is read where it stands."""

from datetime import timedelta

import pytest

from accord.automation.rules.editing import Wording
from accord.conditions.groups import Groups
from accord.people.fields import defining
from accord.sla import setting_up
from accord.sla.models import Level, LevelRule
from accord.tickets import filling, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.writing import Words
from tests.automation.rules.making import step, term
from tests.automation.trying.conftest import Time
from tests.automation.trying.test_trying import answered, silent, tried
from tests.world import World


@pytest.mark.parametrize(("operator", "value"), [("not_empty", None), ("contains", "a-1"), ("empty", None)])
def test_what_a_person_wrote_into_a_field(world: World, time: Time, operator: str, value: str | None) -> None:
    defining.make("ticket", "text", "Order", by=world.omar)
    filling.fill(answered(world, time), {"order": "A-17"}, by=world.ieva)
    answered(world, time)
    time.later(days=60)
    assert tried(world, silent(7, term("field:ticket.order", operator, value)))[1].applied == 1


@pytest.mark.parametrize("end", ["answered", "resolved", "waits"])
def test_when_an_answer_was_due_by_its_service_level(world: World, time: Time, end: str) -> None:
    """Not by its priority alone, which gives it a week."""
    hour = {"first_answer": [3600] * 4}
    level = setting_up.save_level(Level(), by=world.omar, name="Fast", hours=None, targets=hour)
    setting_up.save_rule(LevelRule(), by=world.omar, name="All", conditions=Groups(), level=level)
    ticket = world.ticket()
    time.later(days=1)
    if end == "answered":
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    elif end == "resolved":
        resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    quick = world.ticket()
    time.later(minutes=90)
    replying.reply(quick, Words(text="Clean it too."), by=world.ieva)
    time.later(days=1)
    late = Wording("Late", ["overdue"], [step("priority", priority="3")], timed=True, wait_s=3600)
    figures = tried(world, late)[1]
    assert (figures.applied, list(figures.by_day)) == (1, [(time.now - timedelta(days=2)).date().isoformat()])
