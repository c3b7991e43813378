"""What Today and `accord doctor` say about service levels."""

from accord.sla import health
from accord.sla.models import BusinessHours, LevelRule
from tests.sla.levels import MONDAY, at, everybody, later, level, office, rule
from tests.world import World


def keys() -> list[str]:
    return [problem.key for problem in health.look()]


def test_all_is_well_with_a_sound_level_and_without_any(world: World) -> None:
    assert keys() == []
    everybody(world, hours=office(world), steps=[{"at": 0, "do": "tell_supervisors"}])
    world.ticket()
    assert keys() == []


def test_a_rule_whose_department_is_gone_is_told(world: World) -> None:
    broken = rule(world, level(world), [{"c": "department", "op": "is", "v": world.billing.pk}])
    world.billing.is_active = False
    world.billing.save()
    assert keys() == [f"sla-rule:{broken.pk}"]
    LevelRule.objects.update(conditions=[[{"c": "no such condition", "op": "is"}]])
    assert keys() == [f"sla-rule:{broken.pk}"]


def test_steps_that_nobody_takes_and_holidays_that_end_are_told(world: World) -> None:
    hours = office(world)
    BusinessHours.objects.update(country="BG", known_until=2025)
    everybody(world, hours=hours, steps=[{"at": 0, "do": "tell_supervisors"}])
    with at(MONDAY):
        world.ticket()
    with at(later(hours=1, minutes=11)):
        assert keys() == [f"sla-holidays:{hours.pk}", "sla-steps-late"]
