"""Views are made, changed, shared and removed by whoever may; each change is an event."""

import pytest

from accord.conditions.groups import Groups
from accord.core.errors import Invalid, Missing, NotAllowed, NotFound
from accord.events.models import Event
from accord.people.rights import access_of
from accord.views import finding, saving
from accord.views.models import SavedView
from tests.world import World

WAITING = Groups.parse([[{"c": "state", "op": "one_of", "v": ["new", "open"]}]])


def happened(view: SavedView) -> list[str]:
    return list(
        Event.objects.filter(subject_kind="view", subject_id=view.pk)
        .order_by("id")
        .values_list("kind", flat=True)
    )


def names(world: World) -> dict[str, list[str]]:
    """Which views each agent has."""
    people = {"ieva": world.ieva, "tiina": world.tiina, "omar": world.omar}
    return {
        name: [each.name for each in finding.having(access_of(person))] for name, person in people.items()
    }


def test_changes_are_events_and_what_is_alike_is_none(world: World) -> None:
    view = saving.make("  My   view ", WAITING, by=world.ieva)
    assert (view.name, view.sort) == ("My view", "urgent")
    saving.change(view, by=world.ieva, name="My view", groups=WAITING)
    assert happened(view) == ["view.made"]
    saving.change(view, by=world.ieva, groups=Groups())
    assert view.sort == "newest"  # not all of it waits any more
    saving.remove(view, by=world.ieva)
    saving.remove(view, by=world.ieva)
    saving.restore(view, by=world.ieva)
    assert happened(view) == ["view.made", "view.changed", "view.removed", "view.restored"]
    stored = Event.objects.get(kind="view.changed").data["set"]
    assert stored == {"groups": [], "sort": "newest"}


def test_who_has_a_view(world: World) -> None:
    saving.make("Own", WAITING, by=world.ieva)
    saving.make("Team", WAITING, by=world.tiina, shared="departments", departments=[world.support.pk])
    saving.make("Bills", WAITING, by=world.tiina, shared="departments", departments=[world.billing.pk])
    saving.make("Whole", WAITING, by=world.omar, shared="all")
    assert names(world) == {
        "ieva": ["Own", "Team", "Whole"],
        "tiina": ["Team", "Bills", "Whole"],
        "omar": ["Team", "Bills", "Whole"],
    }
    own = SavedView.objects.get(name="Own")
    with pytest.raises(NotFound):
        finding.find(access_of(world.omar), own.pk)
    assert finding.having(access_of(world.hannah)) == []


def test_who_may_share_and_change(world: World) -> None:
    with pytest.raises(NotAllowed):
        saving.make("Whole", WAITING, by=world.tiina, shared="all")
    with pytest.raises(NotAllowed):
        saving.make("Team", WAITING, by=world.ieva, shared="departments", departments=[world.support.pk])
    with pytest.raises(Missing):
        saving.make("Team", WAITING, by=world.omar, shared="departments")
    with pytest.raises(NotAllowed):
        saving.make("Mine", WAITING, by=world.hannah)
    team = saving.make("Team", WAITING, by=world.tiina, shared="departments", departments=[world.support.pk])
    with pytest.raises(NotAllowed):
        saving.change(team, by=world.ieva, name="Hers now")
    saving.change(team, by=world.omar, name="Ours")
    saving.change(team, by=world.tiina, shared="me")
    assert names(world)["ieva"] == []
    with pytest.raises(NotAllowed):
        saving.change(team, by=world.omar, name="Omar's")
    assert SavedView.objects.count() == 1  # what was refused left nothing


def test_what_makes_no_view_is_refused(world: World) -> None:
    asked = Groups.parse([[{"c": "happened", "op": "is", "v": "ticket.opened"}]])
    for fields in ({"groups": asked}, {"columns": ["nothing"]}, {"group_by": "subject"}, {"shared": "x"}):
        with pytest.raises(Invalid):
            saving.make("View", **{"groups": WAITING, **fields}, by=world.ieva)  # type: ignore[arg-type]
    with pytest.raises(Missing):
        saving.make("  ", WAITING, by=world.ieva)


def test_stars_are_ones_own_and_in_ones_own_order(world: World) -> None:
    views = [saving.make(name, WAITING, by=world.ieva) for name in ("A", "B", "C")]
    for view in views[1:]:
        saving.star(view, True, by=world.ieva)
    saving.star(views[1], True, by=world.ieva)
    saving.order_stars([views[2].pk, 999, views[1].pk, views[2].pk], by=world.ieva)
    assert [each.name for each in finding.having(access_of(world.ieva))] == ["C", "B", "A"]
    saving.star(views[2], False, by=world.ieva)
    assert [each.name for each in finding.having(access_of(world.ieva))] == ["B", "A", "C"]
