"""Making, changing and removing saved views. Each change is an event of the view."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Invalid, Missing, NotAllowed
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.models import Department, Person
from accord.people.rights import access_of
from accord.views import finding
from accord.views.happenings import ViewChanged, ViewMade, ViewRemoved, ViewRestored
from accord.views.models import SavedView, Shared, ViewDepartment, ViewStar
from accord.views.narrowing import where
from accord.views.planning import sorts_of
from accord.views.showing import COLUMNS, GROUPS, STANDARD

LONGEST = 120
MOST_OWN = 200


def make(name: str, groups: Groups, *, by: Person, **fields: Any) -> SavedView:
    """A new view of this agent. Fields as `change` takes them. Raises Missing (name), Invalid, NotAllowed."""
    if not by.is_agent:
        raise NotAllowed("view")
    if SavedView.objects.filter(owner=by, is_active=True).count() >= MOST_OWN:
        raise Invalid(
            "name", sentence=_("You have %(most)s views already. Remove some first."), most=MOST_OWN
        )
    now = clock.now()
    view = SavedView(owner=by, created_at=now, changed_at=now, columns=list(STANDARD))
    last = SavedView.objects.aggregate(last=Max("position"))["last"]
    fields.setdefault("position", (last or 0) + 1)
    with transaction.atomic():
        departments = fields.pop("departments", ())
        changed = _set(view, {**fields, "name": name, "groups": groups})
        _demand_sharing(view.shared, departments, by=by)
        view.save()
        changed |= _share(view, departments)
        record(ViewMade(view=view.pk, by_id=by.pk, set=changed))
    return view


def change(view: SavedView, *, by: Person, departments: Collection[int] | None = None, **fields: Any) -> None:
    """Change name, groups (Groups), shared, departments (ids), columns, sort, group_by, position; what is as it was is
    no change. Raises Missing, Invalid, NotAllowed.
    """
    _demand(view, by)
    with transaction.atomic():
        view.refresh_from_db()
        changed = _set(view, fields)
        present = _departments(view)
        wanted = present if departments is None else sorted(departments)
        if "shared" in changed or wanted != present:
            _demand_sharing(view.shared, wanted, by=by)
        if changed:
            view.changed_at = clock.now()
            view.save()
        changed |= _share(view, wanted)
        if changed:
            record(ViewChanged(view=view.pk, by_id=by.pk, set=changed))


def remove(view: SavedView, *, by: Person) -> None:
    """Take a view away from everybody who has it. Raises NotAllowed. One that is removed already stays so."""
    _activate(view, False, by)


def restore(view: SavedView, *, by: Person) -> None:
    """Bring a removed view back. Raises NotAllowed."""
    _activate(view, True, by)


def star(view: SavedView, on: bool, *, by: Person) -> None:
    """Put a view first for oneself, or no longer. It is nobody else's business, so no event tells of it."""
    finding.find(access_of(by), view.pk)
    if not on:
        ViewStar.objects.filter(person=by, view=view).delete()
        return
    last = ViewStar.objects.filter(person=by).aggregate(last=Max("position"))["last"]
    ViewStar.objects.get_or_create(person=by, view=view, defaults={"position": (last or 0) + 1})


def order_stars(numbers: Sequence[int], *, by: Person) -> None:
    """Put the starred views in this order; those that are not named come after."""
    with transaction.atomic():
        stars = {star.view_id: star for star in ViewStar.objects.filter(person=by).order_by("position", "id")}
        ordered = [
            *(each for each in numbers if each in stars),
            *(each for each in stars if each not in numbers),
        ]
        for place, number in enumerate(dict.fromkeys(ordered), 1):
            ViewStar.objects.filter(pk=stars[number].pk).update(position=place)


def _activate(view: SavedView, on: bool, by: Person) -> None:
    _demand(view, by)
    with transaction.atomic():
        view.refresh_from_db()
        if view.is_active is on:
            return
        view.is_active, view.changed_at = on, clock.now()
        view.save(update_fields=["is_active", "changed_at"])
        kind = ViewRestored if on else ViewRemoved
        record(kind(view=view.pk, by_id=by.pk, set={"is_active": on}))


def _demand(view: SavedView, by: Person) -> None:
    if not finding.may_change(view, by):
        raise NotAllowed("view", sentence=_("Only its owner or an administrator changes this view."))


def _demand_sharing(shared: str, departments: Collection[int], *, by: Person) -> None:
    """Administrators share with all, supervisors with their departments, everybody keeps views for himself."""
    if shared == Shared.ME or by.is_admin:
        if shared == Shared.DEPARTMENTS and not departments:
            raise Missing("departments", sentence=_("Choose a department."))
        return
    if shared == Shared.ALL:
        raise NotAllowed("shared", sentence=_("Only an administrator shares a view with everybody."))
    if not departments:
        raise Missing("departments", sentence=_("Choose a department."))
    may = set(access_of(by).departments("resolve_silently"))  # the right of supervisors
    if not set(departments) <= may:
        raise NotAllowed(
            "departments", sentence=_("Supervisors share views with the departments that they supervise.")
        )


def _set(view: SavedView, fields: dict[str, Any]) -> dict[str, Any]:
    """Set what differs; returns it as JSON values."""
    checked = {name: _CHECKS[name](value) for name, value in fields.items()}
    changed = take_over(view, checked)
    possible = {sort.key for sort in sorts_of(view.criteria)}
    if view.sort not in possible:
        view.sort = changed["sort"] = "urgent" if "urgent" in possible else "newest"
    return changed


def _name(value: str) -> str:
    name = " ".join(str(value).split())
    if not name:
        raise Missing("name", sentence=_("Give the view a name."))
    if len(name) > LONGEST:
        raise Invalid("name", sentence=_("That is too long; %(most)s characters at most."), most=LONGEST)
    return name


def _groups(value: Groups) -> list[Any]:
    where(value)
    return value.stored()


def _one_of(name: str, known: Collection[str]) -> Any:
    def check(value: str) -> str:
        if value not in known:
            raise Invalid(name)
        return str(value)

    return check


def _columns(value: Sequence[str]) -> list[str]:
    if not isinstance(value, (list, tuple)) or any(each not in COLUMNS for each in value):
        raise Invalid("columns")
    return list(dict.fromkeys(value))


def _position(value: int) -> int:
    if not isinstance(value, int) or not 0 <= value < 10**6:
        raise Invalid("position", sentence=_("Write a whole number."))
    return value


_CHECKS: dict[str, Any] = {
    "name": _name,
    "groups": _groups,
    "shared": _one_of("shared", Shared.values),
    "columns": _columns,
    "sort": str,
    "group_by": _one_of("group_by", GROUPS),
    "position": _position,
}


def _departments(view: SavedView) -> list[int]:
    return sorted(ViewDepartment.objects.filter(view=view).values_list("department_id", flat=True))


def _share(view: SavedView, departments: Collection[int]) -> dict[str, Any]:
    """Make these its departments; of a view that is not shared with departments, none."""
    wanted = sorted(set(departments)) if view.shared == Shared.DEPARTMENTS else []
    if wanted == _departments(view):
        return {}
    if Department.objects.filter(pk__in=wanted).count() != len(wanted):
        raise Invalid("departments", sentence=_("Choose a department."))
    ViewDepartment.objects.filter(view=view).delete()
    ViewDepartment.objects.bulk_create(ViewDepartment(view=view, department_id=each) for each in wanted)
    return {"departments": wanted}
