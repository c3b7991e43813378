"""Groups of conditions: parsing, the sentence, what holds."""

import pytest

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from accord.core.errors import Invalid
from accord.tickets import tagging
from tests.world import World


def test_all_of_a_group_and_any_group(world: World) -> None:
    ticket = world.ticket()
    tagging.tag(ticket, "vip", by=world.ieva)
    support = {"c": "department", "op": "is", "v": world.support.pk}
    billing = {"c": "department", "op": "is", "v": world.billing.pk}
    vip = {"c": "tags", "op": "any_of", "v": ["vip"]}
    assert Groups.parse([[support, vip]]).holds(Facts(ticket))
    assert not Groups.parse([[billing, vip]]).holds(Facts(ticket))
    assert Groups.parse([[billing, vip], [support]]).holds(Facts(ticket))
    assert Groups.parse([]).holds(Facts(ticket))


def test_the_sentence(world: World) -> None:
    groups = Groups.parse(
        [
            [
                {"c": "department", "op": "one_of", "v": [world.support.pk, world.billing.pk]},
                {"c": "priority", "op": "is", "v": 3},
            ],
            [{"c": "created", "op": "older_than", "v": 7200}],
        ]
    )
    assert groups.sentence() == (
        "Department is one of: Support or Billing and Priority is Urgent, or Opened is longer ago than 2 hours"
    )
    assert Groups.parse(groups.stored()) == groups


@pytest.mark.parametrize(
    "stored",
    [
        "x",
        [["x"]],
        [[{"c": "nothing", "op": "is", "v": 1}]],
        [[{"c": "department", "op": "contains", "v": 1}]],
        [[{"c": "department", "op": "is", "v": "abc"}]],
        [[{"c": "department", "op": "one_of", "v": []}]],
        [[{"c": "created", "op": "older_than", "v": -5}]],
        [[{"c": "time_of_day", "op": "is", "v": ["9", "10"]}]],
    ],
)
def test_what_cannot_be_meant_is_refused(world: World, stored: object) -> None:
    with pytest.raises(Invalid) as refused:
        Groups.parse(stored)
    assert str(refused.value)


def test_what_is_gone_is_a_problem(world: World) -> None:
    groups = Groups.parse(
        [[{"c": "department", "op": "is", "v": 999}], [{"c": "assignee", "op": "is", "v": 998}]]
    )
    assert len(groups.problems()) == 2
