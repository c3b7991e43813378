"""A ticket is late no more when nobody waits for us and none of its clocks is over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.messaging.notices import bundling
from accord.sla import over
from accord.tickets import replying
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, office, running, same
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_answer_ends_it(world: World) -> None:
    everybody(world)
    with at(MONDAY):
        first, second = world.ticket(), world.ticket()
    ids = [first.pk, second.pk]
    with at(later(minutes=70)):
        assert over.past(ids) == set()
        replying.reply(first, Words(text="Clean it."), by=world.ieva)
        assert over.past(ids) == {first.pk}


def test_a_clock_that_stopped_after_its_time_is_over_still(world: World) -> None:
    everybody(world, targets={"first_answer": same(2 * HOUR), "first_resolution": same(HOUR)})
    with at(MONDAY):
        late, well = world.ticket(), world.ticket()
    with at(later(minutes=50)):
        replying.reply(well, Words(text="Clean it."), by=world.ieva)
    with at(later(minutes=70)):
        replying.reply(late, Words(text="Clean it."), by=world.ieva)
        assert over.past([late.pk, well.pk]) == {well.pk}


def test_how_late_it_is_counts_the_hours_of_its_clock(world: World) -> None:
    """The night does not count, and no day of the calendar: DOMAIN 2.3, in business hours."""
    everybody(world, hours=office(world))
    with at(later(hours=7.5)):  # 17:30
        ticket, other = world.ticket(), world.ticket()
    due = running(ticket)["first_answer"].due_at
    assert due == later(hours=23.5)  # 9:30 of the next day
    late = [(ticket.pk, due), (other.pk, due)]
    with at(later(hours=47.75)):  # 9:45 of the day after
        assert bundling.how_late(late) == dict.fromkeys(late, int(8.25 * HOUR))
        closing_time = later(hours=40)
        again = [(ticket.pk, closing_time)]  # the clock was given another time since: how late it is now
        assert bundling.how_late(again) == {again[0]: int(8.25 * HOUR)}


def test_how_late_a_clock_is_that_stopped(world: World) -> None:
    everybody(world, targets={"first_answer": same(2 * HOUR), "first_resolution": same(HOUR)})
    with at(MONDAY):
        ticket = world.ticket()
        due = running(ticket)["first_resolution"].due_at
    assert due is not None
    with at(later(minutes=70)):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    with at(later(days=2)):
        assert bundling.how_late([(ticket.pk, due)]) == {(ticket.pk, due): 600}


def test_without_a_level_the_calendar_counts(world: World) -> None:
    ticket = world.ticket()
    with at(later(days=2)):
        assert bundling.how_late([(ticket.pk, MONDAY)]) == {(ticket.pk, MONDAY): 48 * HOUR}


def test_a_list_of_late_tickets_asks_once_for_all_by_an_index(world: World) -> None:
    everybody(world, hours=office(world))
    with at(MONDAY):
        tickets = [world.ticket(f"Number {number}") for number in range(3)]
    now = later(hours=3)
    with CaptureQueriesContext(connection) as asked:
        found = over.late_by([(ticket.pk, ticket.rank_at) for ticket in tickets], now)
    assert found == dict.fromkeys([ticket.pk for ticket in tickets], HOUR)  # an hour of the two is that of lunch
    assert len(asked.captured_queries) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
            steps = [row[3] for row in cursor.fetchall()]
        assert any("sla_clock USING INDEX sla_clock_running (ticket_id=? AND kind=?)" in step for step in steps), steps
