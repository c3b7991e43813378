"""Time rules act at their moment, once for each stay in a state, and never on what was there before them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from accord.automation.models import RuleLook, RuleRun
from accord.automation.time_rules import firing, older, pace, planning
from accord.events import timers
from accord.events.models import Timer
from accord.tickets import replying, tagging
from accord.tickets.models import State, Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.automation.rules.making import DAY, rule, step, term, work
from tests.automation.rules.making import tagging as tags
from tests.automation.time_rules.days import Days, passing
from tests.world import World


@pytest.fixture
def days(db: None) -> Iterator[Days]:
    with passing() as made:
        yield made


def answered(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    return ticket


def test_a_time_rule_acts_at_its_moment_and_once(world: World, days: Days) -> None:
    made = rule(
        world.omar,
        tags("late"),
        on="state_for",
        wait_s=2 * DAY,
        groups=[term("state", "one_of", ["answered"])],
    )
    ticket = answered(world)
    moment = Timer.objects.get(kind=planning.TIMER).due_at
    assert moment == days.now + timedelta(days=2)
    days.pass_by(hours=47)
    assert not RuleRun.objects.exists()
    days.pass_by(hours=1)
    ticket.refresh_from_db()
    assert ticket.tag_names == ["late"]
    tagging.untag(ticket, "late", by=world.ieva)
    days.pass_by(days=9)
    assert list(RuleRun.objects.values_list("rule_id", "state_since")) == [(made.pk, ticket.state_changed_at)]
    assert not Timer.objects.filter(kind=planning.TIMER).exists()


def test_while_somebody_holds_the_ticket_that_it_merges_into_it_comes_again(
    world: World, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timer holds its own ticket by then: waiting for the other one as well could be for ever."""
    older_one = world.ticket()
    waits = term("state", "one_of", ["answered"])
    rule(world.omar, step("merge_into", code=older_one.code), on="state_for", wait_s=DAY, groups=[waits])
    ticket = answered(world)
    held: list[int] = []
    monkeypatch.setattr(firing, "hold", lambda number: held.append(number))
    days.pass_by(hours=24)
    ticket.refresh_from_db()
    assert (ticket.state, held) == (State.ANSWERED, [older_one.pk])
    assert Timer.objects.get(kind=planning.TIMER).due_at == days.now + firing.SOON
    monkeypatch.undo()
    days.pass_by(seconds=5)
    ticket.refresh_from_db()
    assert ticket.merged_into_id == older_one.pk


def test_what_its_columns_exclude_has_no_timer(world: World, days: Days) -> None:
    rule(
        world.omar,
        tags("late"),
        on="state_for",
        wait_s=DAY,
        groups=[term("department", "is", world.billing.pk)],
    )
    world.ticket()
    assert not Timer.objects.filter(kind=planning.TIMER).exists()
    world.ticket(department=world.billing)
    assert Timer.objects.filter(kind=planning.TIMER).count() == 1


def test_the_word_of_the_customer_moves_the_moment(world: World, days: Days) -> None:
    rule(world.omar, tags("silent"), on="customer_silent", wait_s=3 * DAY)
    ticket = answered(world)
    days.pass_by(days=2)
    receive(ticket, Words(text="It still stops."), by=world.hannah, address=world.hannah.email)
    assert not Timer.objects.filter(kind=planning.TIMER).exists()
    days.pass_by(days=2)
    replying.reply(ticket, Words(text="Then send it."), by=world.ieva)
    days.pass_by(days=3)
    ticket.refresh_from_db()
    assert ticket.tag_names == ["silent"]


def test_older_tickets_are_left_alone_until_somebody_wants_them(world: World, days: Days) -> None:
    ticket = answered(world)
    days.pass_by(days=5)
    made = rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
    tagging.tag(ticket, "other", by=world.ieva)
    days.pass_by(days=5)
    assert not RuleRun.objects.exists()
    assert older.number(made) == 1
    older.start(made, by=world.omar)
    days.pass_by(minutes=10)
    ticket.refresh_from_db()
    assert ticket.tag_names == ["late", "other"]
    assert (older.latest(made).begun, older.latest(made).ended_at is None) == (1, False)


def test_after_a_leap_of_the_clock_there_is_no_storm(world: World, days: Days) -> None:
    rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
    for _each in range(9):
        answered(world)
    pace.beat()
    days.now += timedelta(days=3)
    while timers.sweep(100):
        pass
    assert not RuleRun.objects.exists()
    waiting = Timer.objects.filter(kind=planning.TIMER).order_by("due_at").values_list("due_at", flat=True)
    assert min(waiting) >= days.now + timedelta(days=1)
    assert len(set(waiting)) > 3


def test_looks_of_time_rules_are_kept(world: World, days: Days) -> None:
    made = rule(
        world.omar,
        tags("late"),
        on="state_for",
        wait_s=DAY,
        groups=[term("priority", "is", 3)],
        name="Urgent ones",
    )
    rule(world.omar, tags("seen"), on="state_for", wait_s=DAY)
    ticket = answered(world)
    days.pass_by(days=2)
    assert State(ticket.state) == State.ANSWERED
    assert made.pk not in {each[0] for look in RuleLook.objects.all() for each in look.verdicts}
    assert [each[2] for look in RuleLook.objects.all() for each in look.verdicts] == ["applied"]
    work()
