"""A level for tickets that were there before: only from now, or by a job whose number was shown."""

from accord.events import timers
from accord.sla import catching_up, checking, setting_up
from accord.sla.models import Level
from accord.tickets import checking as tickets_checking
from accord.tickets import resolving
from accord.tickets.explaining import Explanation
from tests.sla.levels import MONDAY, at, everybody, later, running
from tests.world import World

DONE = Explanation("solved", "Done.", "It was loose.", "Nothing to do.")


def test_older_tickets_get_their_level_from_now_and_the_finished_ones_none(world: World) -> None:
    with at(MONDAY):
        waits, done = world.ticket(), world.ticket()
        resolving.resolve(done, DONE, by=world.ieva)
    everybody(world)
    with at(later(days=1)):
        assert catching_up.older() == 1
        job = catching_up.start(by=world.omar)
        assert running(waits) == {}
        timers.sweep()
    job.refresh_from_db()
    assert (job.done, job.ended_at) == (1, later(days=1))
    assert running(waits)["first_answer"].due_at == later(days=1, hours=1)
    assert running(done) == {}
    waits.refresh_from_db()
    assert waits.rank_at == later(days=1, hours=1)
    assert catching_up.older() == 0
    assert list(checking.problems(0, 10**9)) == []
    assert list(tickets_checking.problems(deep=True)) == []


def test_the_tickets_of_a_level_that_was_switched_off_can_be_given_another(world: World) -> None:
    level = everybody(world)
    with at(MONDAY):
        ticket = world.ticket()
        setting_up.save_level(
            level, by=world.omar, name=level.name, hours=None, targets=level.targets, is_on=False
        )
        assert catching_up.older() == 1
        everybody(world, name="Other")
        catching_up.start(by=world.omar)
        timers.sweep()
    assert running(ticket)["first_answer"].level == Level.objects.get(name="Other")


def test_a_check_finds_a_rank_that_is_not_when_the_answer_is_due(world: World) -> None:
    everybody(world)
    ticket = world.ticket()
    ticket.rank_at = MONDAY
    ticket.save(update_fields=["rank_at"])
    assert len(list(checking.problems(0, 10**9))) == 1
