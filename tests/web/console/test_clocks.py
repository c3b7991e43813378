"""A ticket's clocks on its page, and the pages on which they are set up."""

import re

import pytest
from django.test import Client

from accord.sla.models import BusinessHours, Holiday, Level, LevelRule
from accord.tickets import postponing
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, level, office, running, same
from tests.world import World


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def words(client: Client, code: str) -> str:
    return client.get(f"/tickets/{code}/clocks/").content.decode()


def test_the_clock_says_when_the_answer_is_due_and_why(world: World, omar: Client) -> None:
    everybody(world, hours=office(world))
    with at(MONDAY):
        ticket = world.ticket()
        assert "First answer: due in 1 h" in words(omar, ticket.code)
    with at(later(minutes=56)):
        assert "First answer: due in 4 min" in words(omar, ticket.code)
        assert "Chosen by the rule: Every ticket." in words(omar, ticket.code)
    with at(later(hours=3.5)):
        assert "First answer: 1 h 30 min late" in words(omar, ticket.code)
        assert 'data-due="late"' in words(omar, ticket.code)


def test_everybody_says_by_how_much_it_is_late_in_business_time(world: World, omar: Client) -> None:
    """Over the weekend nobody was promised anything: list, search, ticket and To Solve say the same."""
    everybody(world, hours=office(world))
    with at(later(days=4, hours=7)):  # Friday, an hour before the office closes
        ticket = world.ticket("The lid")
    with at(later(days=5)):  # Saturday: it is over, and no time has passed that counts
        assert "First answer: late" in words(omar, ticket.code) and 'data-due="late"' in words(omar, ticket.code)
        assert ">late</time>" in omar.get("/inbox/todo/").content.decode()
    with at(later(days=6, hours=23.5)):  # Monday, half an hour after it opened
        assert "First answer: 30 min late" in words(omar, ticket.code)
        for page in ("/inbox/todo/", "/inbox/todo/?q=lid"):
            assert "30 min late" in omar.get(page).content.decode()
        assert "late by 30 min" in omar.get("/to-solve/").content.decode()


def test_a_late_ticket_without_a_level_counts_by_the_calendar(world: World, omar: Client) -> None:
    with at(MONDAY):
        world.ticket()
    with at(later(days=20)):
        before = omar.get("/inbox/todo/").content.decode()
    everybody(world, hours=office(world))
    with at(later(days=20)):
        late = re.search(r"[0-9][0-9 dhmin]* late", before)
        assert late is not None and late[0] in omar.get("/inbox/todo/").content.decode()


def test_outside_of_hours_and_while_postponed_it_stands(world: World, omar: Client) -> None:
    everybody(world, hours=office(world))
    with at(later(days=5)):  # Saturday
        ticket = world.ticket()
        assert "First answer: stands until Mon 23 Nov, " in words(omar, ticket.code)
        postponing.postpone(ticket, later(days=9), by=world.ieva)
        assert "First answer: stands, with 1 h left" in words(omar, ticket.code)


def test_a_page_has_no_place_for_clocks_until_there_is_a_level(world: World, omar: Client) -> None:
    ticket = world.ticket()
    assert b"clocks-place" not in omar.get(f"/tickets/{ticket.code}/").content
    everybody(world)
    assert b"clocks-place" in omar.get(f"/tickets/{ticket.code}/").content


def test_somebody_chooses_another_level_on_the_page(world: World, omar: Client) -> None:
    everybody(world)
    fast = level(world, "Fast", targets={"first_answer": same(600)})
    with at(MONDAY):
        ticket = world.ticket()
        assert omar.post(f"/tickets/{ticket.code}/level/", {"level": fast.pk}).status_code == 303
    assert running(ticket)["first_answer"].due_at == later(minutes=10)
    assert "Somebody chose this service level" in words(omar, ticket.code)


def test_a_lead_begins_with_a_ready_level(world: World, omar: Client) -> None:
    assert "answers are due within 7 days" in omar.get("/settings/levels/").content.decode()
    assert omar.post("/settings/levels/begin/", {"preset": "priority"}).status_code == 303
    ticket = world.ticket(priority=3)
    assert running(ticket)["first_answer"].target_s == HOUR
    page = omar.get("/settings/levels/").content.decode()
    assert "First answer within 1 h / 4 h / 8 h / 24 h (urgent to low)" in page
    assert BusinessHours.objects.get().week[0] == [[540, 1020]]


def test_a_level_is_written_down_and_what_is_wrong_stands_beside_it(world: World, omar: Client) -> None:
    form = {"name": "Gold", "hours": "", "is_on": "on", "first_answer_unit": "60", "step_0_n": "15"}
    form |= {f"first_answer_{priority}": "90" for priority in range(4)}
    form |= {"step_0_unit": "60", "step_0_when": "before", "step_0_do": "tell_assignee", "step_0_of": "all"}
    assert omar.post("/settings/levels/new/", {**form, "name": ""}).status_code == 422
    refused = omar.post("/settings/levels/new/", {**form, "first_answer_1": "soon"})
    assert (refused.status_code, "Write a number" in refused.content.decode()) == (422, True)
    assert omar.post("/settings/levels/new/", form).status_code == 303
    made = Level.objects.get()
    assert made.targets == {"first_answer": [5400] * 4}
    assert made.steps == [{"at": -900, "do": "tell_assignee", "answers": False}]
    assert 'value="1.5"' in omar.get(f"/settings/levels/{made.pk}/").content.decode()


def test_rules_are_made_and_ordered(world: World, omar: Client) -> None:
    made = level(world)
    post = {"level": made.pk, "is_on": "on", "conditions-0-0-c": "department", "conditions-0-0-op": "is"}
    post["conditions-0-0-v"] = str(world.billing.pk)
    assert omar.post("/settings/levels/rules/new/", post).status_code == 303
    assert omar.post("/settings/levels/rules/new/", {"level": "none", "is_on": "on"}).status_code == 303
    page = omar.get("/settings/levels/").content.decode()
    assert "Department is Billing" in page and "Every ticket" in page
    last = LevelRule.objects.last()
    assert last is not None
    omar.post(f"/settings/levels/rules/{last.pk}/place/", {"way": "up"})
    assert LevelRule.objects.first() == last
    assert omar.post("/settings/levels/rules/new/", {"level": "", "is_on": "on"}).status_code == 422


def test_hours_are_written_as_one_says_them(world: World, omar: Client) -> None:
    week = {"day_0": "9-12:30; 13:15 – 17", "day_4": "22:00-6:00", "day_6": ""}
    form = {"name": "Night", "time_zone": "Europe/Tallinn", "country": "", **week}
    assert omar.post("/settings/hours/new/", form).status_code == 303
    hours = BusinessHours.objects.get()
    assert hours.week == [[[540, 750], [795, 1020]], [], [], [], [[1320, 1440]], [[0, 360]], []]
    for wrong in ("9-12, 11-14", "25-26", "nine"):
        assert omar.post("/settings/hours/new/", {**form, "day_1": wrong}).status_code == 422
    omar.post(
        f"/settings/hours/{hours.pk}/days/", {"day": "2026-12-24", "name": "Short day", "spans": "9-12"}
    )
    assert Holiday.objects.get().spans == [[540, 720]]


def test_hours_that_a_level_counts_by_cannot_be_removed(world: World, omar: Client) -> None:
    hours = office(world)
    level(world, hours=hours)
    assert omar.post(f"/settings/hours/{hours.pk}/removal/").status_code == 409
