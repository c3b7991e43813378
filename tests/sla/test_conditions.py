"""What service levels add to the conditions: asked of one ticket and of a list, with one answer."""

from collections.abc import Mapping
from typing import Any

import pytest

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.sla import choosing
from accord.tickets import replying
from accord.tickets.models import Ticket
from accord.tickets.rows import run
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, level, same
from tests.world import World


def found(asked: Mapping[str, Any]) -> set[int]:
    """The tickets for which it holds, asked of each and of all together: the same ones."""
    groups = Groups.parse([[asked]])
    where, values = groups.where()
    of_list = {each[0] for each in run(f"SELECT t.id FROM ticket t WHERE {where}", values)}
    assert of_list == {each.pk for each in Ticket.objects.all() if groups.holds(Facts(each))}
    return of_list


def test_the_level_of_a_ticket_can_be_asked(world: World) -> None:
    none = world.ticket()
    standard = everybody(world)
    gold = level(world, "Gold", targets={"first_answer": same(60)})
    one, two = world.ticket(), world.ticket()
    choosing.set_level(two, gold.pk, by=world.tiina)
    assert found({"c": "sla_level", "op": "is", "v": standard.pk}) == {one.pk}
    assert found({"c": "sla_level", "op": "is_not", "v": standard.pk}) == {none.pk, two.pk}
    assert found({"c": "sla_level", "op": "one_of", "v": [standard.pk, gold.pk]}) == {one.pk, two.pk}
    assert found({"c": "sla_level", "op": "empty"}) == {none.pk}
    assert found({"c": "sla_level", "op": "not_empty"}) == {one.pk, two.pk}
    gone = Groups.parse([[{"c": "sla_level", "op": "is", "v": 999}]])
    assert gone.problems()


def test_how_far_the_answer_is_reads_as_a_sentence() -> None:
    soon, late = (
        {"c": "sla_due_in", "op": "younger_than", "v": 2 * HOUR},
        {"c": "sla_late_by", "op": "older_than", "v": HOUR},
    )
    assert Groups.parse([[soon]]).sentence() == "Time left for the promised answer is less than 2 hours"
    assert Groups.parse([[late]]).sentence() == "Lateness of the promised answer is more than 1 hour"


@pytest.mark.parametrize(
    ("hours", "soon", "late"), [(0.2, False, False), (0.8, True, False), (2.5, True, True)]
)
def test_how_far_the_answer_is_can_be_asked(world: World, hours: float, soon: bool, late: bool) -> None:
    everybody(world)
    with at(MONDAY):
        ticket, answered = world.ticket(), world.ticket()
        replying.reply(answered, Words(text="Clean it."), by=world.ieva)
    with at(later(hours=hours)):
        assert found({"c": "sla_due_in", "op": "younger_than", "v": 1800}) == ({ticket.pk} if soon else set())
        assert found({"c": "sla_late_by", "op": "older_than", "v": HOUR}) == ({ticket.pk} if late else set())
