"""The judge of a simulated day sees who was passed over; a judge that sees nothing would let every day pass."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.project.simulating.agents import Given
from accord.project.simulating.looking import Look, Looks, Waiting
from accord.queue import sorting
from tests.world import World

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
HERE, ELSEWHERE = 1, 2


def waits(code: str, days: float, due_h: float = 0, department: int = HERE, *, sorted: bool = True) -> Waiting:
    """A ticket that has waited so many days and is due so many hours after noon."""
    return Waiting(code, department, NOON - timedelta(days=days), NOON + timedelta(hours=due_h), sorted)


def looks(*waiting: Waiting, gone: str = "") -> Looks:
    """Three looks before noon, and two after it, in which `gone` waits no more."""
    found = Looks(NOON)
    for minute in (-3, -2, -1, 1, 2):
        at = NOON + timedelta(minutes=minute)
        left = [each for each in waiting if minute < 0 or each.code != gone]
        found.taken.append(Look(at, at + timedelta(seconds=5), {each.code: each for each in left}))
    return found


def given(code: str) -> list[Given]:
    return [Given(NOON, 7, code, (HERE,), NOON)]


def test_nobody_may_be_passed_over_for_longer_than_the_bound() -> None:
    first, second = waits("OLD", 15), waits("NEW", 0.5)
    (fault,) = looks(first, second, gone="NEW").overtaken(given("NEW"))
    assert "NEW" in fault and "OLD" in fault


def test_what_is_due_hours_before_comes_first() -> None:
    (fault,) = looks(waits("SOON", 1, due_h=1), waits("LATER", 1, due_h=4), gone="LATER").overtaken(
        given("LATER")
    )
    assert "SOON" in fault


def test_within_the_hour_who_answered_last_may_come_between() -> None:
    assert not list(
        looks(waits("SOON", 1, 1), waits("LATER", 1, 1.9), gone="LATER").overtaken(given("LATER"))
    )


def test_at_which_rules_have_still_to_look_is_nobodys_but_for_no_longer_than_the_bound() -> None:
    fresh, later = waits("FRESH", 0, due_h=1, sorted=False), waits("LATER", 1, due_h=4)
    assert not list(looks(fresh, later, gone="LATER").overtaken(given("LATER")))
    (fault,) = looks(waits("OLD", 15, sorted=False), waits("NEW", 0.5), gone="NEW").overtaken(given("NEW"))
    assert "OLD" in fault


@pytest.mark.django_db
def test_a_look_knows_at_which_tickets_rules_have_still_to_look(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.ticket("First"), world.ticket("Second")
    monkeypatch.setattr(sorting, "_unsorted", lambda ids: {first.pk}.intersection(ids))
    found = Looks(NOON)
    found.look()
    waiting = found.taken[0].waiting
    assert (waiting[first.code].sorted, waiting[second.code].sorted) == (False, True)


def test_another_departments_tickets_and_those_that_are_gone_too_do_not_count() -> None:
    assert not list(
        looks(waits("OLD", 15, department=ELSEWHERE), waits("NEW", 1), gone="NEW").overtaken(given("NEW"))
    )
    both = looks(waits("OLD", 15), waits("NEW", 1), gone="NEW")
    for each in both.taken[3:]:
        del each.waiting["OLD"]
    assert not list(both.overtaken(given("NEW")))
