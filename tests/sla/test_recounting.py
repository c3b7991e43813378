"""A level or its hours are set up otherwise: what runs is counted anew, by a timer."""

from datetime import date

from accord.events import timers
from accord.sla import checking, choosing, recounting, setting_hours, setting_up
from accord.tickets import postponing, replying
from accord.tickets.waiting import PATIENCE
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, log, office, running, same
from tests.world import World


def test_a_day_off_tomorrow_moves_what_is_due_after_it(world: World) -> None:
    hours = office(world)
    everybody(world, hours=hours, targets={"first_answer": same(9 * HOUR)})
    with at(MONDAY):
        ticket, soon = world.ticket(), world.ticket()
    assert running(ticket)["first_answer"].due_at == later(days=1, hours=1)
    with at(later(hours=2)):
        setting_hours.add_day(hours, by=world.omar, day=date(2026, 11, 17), name="Moving")
        while timers.sweep():
            pass
    assert running(ticket)["first_answer"].due_at == later(days=2, hours=1)
    for each in (ticket, soon):
        each.refresh_from_db()
        assert each.rank_at == later(days=2, hours=1)
    assert list(checking.problems(0, 10**9)) == []


def test_another_target_holds_for_what_runs_and_what_stands(world: World) -> None:
    level = everybody(
        world, targets={"first_answer": same(80 * HOUR)}, steps=[{"at": 0, "do": "tell_supervisors"}]
    )
    with at(MONDAY):
        runs, stands = world.ticket(), world.ticket()
    with at(later(hours=1)):
        postponing.postpone(stands, later(days=1), by=world.ieva)
        setting_up.save_level(
            level,
            by=world.omar,
            name="Standard",
            hours=None,
            targets={"first_answer": same(8 * HOUR)},
            steps=level.steps,
        )
        timers.sweep()
        timers.sweep()
    assert running(runs)["first_answer"].due_at == running(runs)["first_answer"].look_at == later(hours=8)
    assert running(stands)["first_answer"].left_s == 7 * HOUR
    with at(later(days=1)):
        postponing.bring_back(stands, by=world.ieva)
    assert running(stands)["first_answer"].due_at == later(days=1, hours=7)


def test_the_clocks_of_a_level_that_is_off_end_without_a_verdict(world: World) -> None:
    gone, off = everybody(world), everybody(world, name="Second")
    with at(MONDAY):
        ticket, other = world.ticket(), world.ticket()
        choosing.set_level(other, off.pk, by=world.omar)
        setting_up.remove_level(gone, by=world.omar)
        setting_up.save_level(off, by=world.omar, name="Second", hours=None, targets=off.targets, is_on=False)
        while timers.sweep():
            pass
    for each in (ticket, other):
        each.refresh_from_db()
        assert running(each) == {} and log(each) == []
        assert each.rank_at == MONDAY + PATIENCE
    with at(later(hours=1)):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    assert log(ticket) == []


def test_it_goes_on_where_it_stopped(world: World) -> None:
    hours = office(world)
    everybody(world, hours=hours, targets={"first_answer": same(9 * HOUR)})
    with at(MONDAY):
        tickets = [world.ticket() for _ in range(3)]
        setting_hours.add_day(hours, by=world.omar, day=date(2026, 11, 17), name="Moving")
        before = recounting.BATCH
        recounting.BATCH = 2
        try:
            while timers.sweep():
                pass
        finally:
            recounting.BATCH = before
    assert {running(ticket)["first_answer"].due_at for ticket in tickets} == {later(days=2, hours=1)}


def test_what_is_promised_no_more_ends_without_a_verdict(world: World) -> None:
    """Nobody is told that a promise was broken which is none any more."""
    both = {"first_answer": same(HOUR), "first_resolution": same(2 * HOUR)}
    steps = [{"at": 0, "do": "tell_supervisors", "answers": False}]
    level = everybody(world, targets=both, steps=steps)
    with at(MONDAY):
        ticket = world.ticket()
        only = {"first_answer": same(HOUR)}
        setting_up.save_level(level, by=world.omar, name="Standard", hours=None, targets=only, steps=steps)
        while timers.sweep():
            pass
    assert set(running(ticket)) == {"first_answer"} and log(ticket) == []
    assert list(checking.problems(0, 10**9)) == []
