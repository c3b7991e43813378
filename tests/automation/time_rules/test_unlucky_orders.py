"""Time rules where things happen in an unlucky order: none of them may be forgotten, and none outlive its rule."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from accord.automation.models import OlderRound, OlderTicket, RuleRun
from accord.automation.rules import breaking, editing, memory
from accord.automation.time_rules import older, planning
from accord.core import options
from accord.events import timers
from accord.events.models import Timer
from accord.people import absences
from accord.people.models import Department
from accord.sla import catching_up, choosing, setting_up
from accord.tickets import assigning, replying, resolving
from accord.tickets import editing as tickets_editing
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from accord.tickets.related import linking
from accord.tickets.writing import Words
from tests.automation.rules.making import DAY, rule, term, work
from tests.automation.rules.making import tagging as tags
from tests.automation.time_rules.days import Days, passing
from tests.sla.levels import HOUR, everybody, level, same
from tests.world import World


@pytest.fixture
def days(db: None) -> Iterator[Days]:
    with passing() as made:
        yield made


@contextmanager
def as_another_process() -> Iterator[None]:
    """What is done inside is done elsewhere: this process goes on to believe what it read a moment ago."""
    memory.time_rules(), memory.rules(), options.get("workspace.name")
    rules, found = memory._memory, options._cache
    yield
    memory._memory, options._cache = rules, (time.monotonic(), found[1])
    rules.looked_at = time.monotonic()


def names(ticket: Ticket) -> list[str]:
    ticket.refresh_from_db()
    return list(ticket.tag_names)


def answered(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    return ticket


def test_the_worker_replans_by_the_wait_that_another_process_just_wrote(world: World, days: Days) -> None:
    made = rule(world.omar, tags("late"), on="state_for", wait_s=30 * DAY)
    ticket = world.ticket()
    with as_another_process():
        editing.change(made, editing.wording_of(made, wait_s=2 * DAY), by=world.omar)
    timers.sweep()
    assert Timer.objects.get(kind=planning.TIMER).due_at == days.now + timedelta(days=2)
    days.pass_by(days=3)
    assert names(ticket) == ["late"]


def test_the_worker_brings_older_tickets_to_a_rule_that_another_process_just_opened_for_them(
    world: World, days: Days
) -> None:
    ticket = answered(world)
    days.pass_by(days=5)
    with as_another_process():
        made = rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
        older.start(made, by=world.omar)
    days.pass_by(minutes=10)
    assert names(ticket) == ["late"]


def test_a_rule_that_another_process_just_switched_on_looks_at_what_happened_since(world: World) -> None:
    with as_another_process():
        rule(world.omar, tags("new"), on="ticket_opened")
        ticket = world.ticket()
    work()
    assert names(ticket) == ["new"]


def test_what_happened_while_a_rule_was_broken_is_looked_at_when_it_works_again(world: World, days: Days) -> None:
    gone = Department.objects.create(name="Gone", position=9)
    rule(
        world.omar,
        tags("late"),
        on="state_for",
        wait_s=2 * DAY,
        groups=[term("department", "one_of", [world.support.pk, gone.pk])],
    )
    Department.objects.filter(pk=gone.pk).update(is_active=False)
    breaking.look_at_all()
    ticket = answered(world)
    assert not Timer.objects.filter(kind=planning.TIMER).exists()
    days.pass_by(days=1)
    Department.objects.filter(pk=gone.pk).update(is_active=True)
    breaking.look_at_all()
    days.pass_by(days=2)
    assert names(ticket) == ["late"]


def test_a_rule_that_raised_looks_at_what_it_missed_once_it_is_saved(world: World, days: Days) -> None:
    made = rule(world.omar, tags("late"), on="state_for", wait_s=2 * DAY)
    breaking.mark(made.pk, {"why": breaking.RAISED, "error": "the disk is full"})
    ticket = answered(world)
    editing.change(made, editing.wording_of(made), by=world.omar)
    days.pass_by(days=3)
    assert names(ticket) == ["late"]


def test_who_goes_away_later_is_away_when_the_rule_looks(world: World, days: Days) -> None:
    """Nothing happens to a ticket when its agent goes away."""
    rule(world.omar, tags("alone"), on="state_for", wait_s=2 * DAY, groups=[term("assignee_away", "yes")])
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.ieva)
    days.pass_by(days=1)
    absences.leave_until(world.ieva, days.now + timedelta(days=9), by=world.ieva)
    days.pass_by(days=2)
    assert names(ticket) == ["alone"]


def test_the_last_part_that_is_done_is_seen(world: World, days: Days) -> None:
    rule(
        world.omar, tags("all done"), on="state_for", wait_s=DAY,
        groups=[term("state", "is", "new"), term("has_open_parts", "no")],
    )  # fmt: skip
    whole, part = world.ticket(), world.ticket()
    linking.link(whole, part, "parent", by=world.ieva)
    tickets_editing.prioritise(whole, 2, by=world.ieva)  # asked again, while it has one
    days.pass_by(hours=1)
    resolving.resolve(part, ready_text("solved", "en"), by=world.ieva)
    work()
    days.pass_by(days=2)
    assert names(whole) == ["all done"]


def test_a_subject_that_is_changed_is_asked_again(world: World, days: Days) -> None:
    rule(world.omar, tags("bill"), on="state_for", wait_s=DAY, groups=[term("subject", "contains", "invoice")])
    ticket = world.ticket("Question")
    tickets_editing.rename(ticket, "The invoice of March", by=world.ieva)
    days.pass_by(days=2)
    assert names(ticket) == ["bill"]


def test_a_level_that_makes_the_answer_due_sooner_moves_what_waits_for_that(world: World, days: Days) -> None:
    rule(world.omar, tags("soon"), on="due_within", wait_s=HOUR)
    fast = level(world, targets={"first_answer": same(4 * HOUR)})
    by_hand, older_one = world.ticket(), world.ticket()
    choosing.set_level(by_hand, fast.pk, by=world.omar)
    everybody(world, targets={"first_answer": same(6 * HOUR)})
    catching_up.start(by=world.omar)
    days.pass_by(hours=3, minutes=30)
    assert names(by_hand) == ["soon"] and names(older_one) == []
    days.pass_by(hours=2)
    assert names(older_one) == ["soon"]


def test_another_target_moves_what_waits_for_it(world: World, days: Days) -> None:
    rule(world.omar, tags("soon"), on="due_within", wait_s=HOUR)
    made = everybody(world, targets={"first_answer": same(100 * HOUR)})
    ticket = world.ticket()
    with as_another_process():
        setting_up.save_level(
            made, by=world.omar, name="Fast", hours=None, targets={"first_answer": same(4 * HOUR)}
        )
    days.pass_by(hours=4)
    assert names(ticket) == ["soon"]


def test_switched_off_and_on_the_rule_is_not_brought_to_what_is_older(world: World, days: Days) -> None:
    ticket = answered(world)
    days.pass_by(days=5)
    made = rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
    older.start(made, by=world.omar)
    editing.switch(made, False, by=world.omar)
    editing.switch(made, True, by=world.omar)
    assert OlderRound.objects.get().stopped
    days.pass_by(days=2)
    assert names(ticket) == [] and not OlderTicket.objects.exists()


def test_a_rule_that_became_another_leaves_what_was_brought_to_the_one_before(world: World, days: Days) -> None:
    ticket = answered(world)
    days.pass_by(days=5)
    made = rule(world.omar, tags("late"), on="state_for", wait_s=20 * DAY)
    older.start(made, by=world.omar)
    days.pass_by(minutes=5)
    assert OlderTicket.objects.count() == 1
    made = editing.change(made, editing.wording_of(made, triggers=["older_than"], wait_s=DAY), by=world.omar)
    days.pass_by(days=20)
    assert names(ticket) == [] and not RuleRun.objects.exists()


def test_a_shorter_wait_counts_for_what_was_brought_to_it_as_well(world: World, days: Days) -> None:
    ticket = answered(world)
    days.pass_by(days=5)
    made = rule(world.omar, tags("late"), on="state_for", wait_s=20 * DAY)
    older.start(made, by=world.omar)
    days.pass_by(minutes=5)
    editing.change(made, editing.wording_of(made, wait_s=6 * DAY), by=world.omar)
    days.pass_by(days=2)
    assert names(ticket) == ["late"]
