"""A view whose conditions name what is gone says why, keeps the rest to be mended, and is told where it is shared."""

from typing import Any

from accord.conditions.groups import Groups
from accord.core import clock
from accord.people.models import Department
from accord.views import breaking, health, saving
from accord.views.models import SavedView
from tests.world import World

GONE = {"c": "field:ticket.gone", "op": "is", "v": "x"}
OPEN = {"c": "state", "op": "one_of", "v": ["new", "open"]}


def made(world: World, name: str = "Bills", shared: str = "all", **more: Any) -> SavedView:
    asked = Groups.parse([[{"c": "department", "op": "is", "v": world.billing.pk}, OPEN]])
    return saving.make(name, asked, by=world.omar, shared=shared, **more)


def end(department: Department) -> None:
    department.is_active = False
    department.save()


def told() -> list[tuple[str, str, bool]]:
    return [(str(each.title), each.url, each.severe) for each in health.broken()]


def test_a_department_that_is_gone_breaks_the_view(world: World) -> None:
    view = made(world)
    assert breaking.reasons(view) == [] and told() == []
    end(world.billing)
    assert breaking.reasons(view) == ["A department that was chosen here is no longer in use."]
    assert breaking.readable(view) == view.criteria  # it can still be read, and its editor shows it


def test_what_cannot_be_asked_any_more_leaves_the_rest(world: World) -> None:
    view = made(world)
    view.groups = [[GONE, OPEN], [GONE], "no group"]
    assert breaking.reasons(view) != []
    assert breaking.readable(view).stored() == [[OPEN]]
    view.groups = [[GONE]]
    assert not breaking.readable(view)


def test_shared_views_are_told_without_alarm_and_ones_own_are_not(world: World) -> None:
    view = made(world)
    end(world.billing)
    saving.remove(made(world, "Removed"), by=world.omar)
    made(world, "Own", shared="me")
    path = f"/settings/views/{view.pk}/"
    assert told() == [("1 shared view is broken: “Bills”.", path, False)]
    made(world, "More", shared="departments", departments=[world.support.pk])
    assert told() == [("2 shared views are broken, such as “Bills”.", "/settings/views/", False)]


def test_a_view_that_is_mended_is_told_no_more_at_once(world: World) -> None:
    view = made(world)
    end(world.billing)
    assert len(told()) == 1
    saving.change(view, by=world.omar, groups=Groups.parse([[OPEN]]))
    assert told() == [] and view.changed_at <= clock.now()
