"""Making and changing departments."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Conflict, Invalid, Missing
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.happenings import DepartmentChanged, DepartmentMade
from accord.people.models import Department, Person

DAYS = ("take_back_days", "reopen_closed_days")
FIELDS = ("name", "position", "signature", "to_solve_on", "reply_reopens", "is_active", *DAYS)
MOST_DAYS = 3650


def make(name: str, *, by: Person, **fields: Any) -> Department:
    """A new department at the end of the list. Raises Missing (name), Conflict (name taken), Invalid, NotAllowed."""
    demand_admin(by)
    last = Department.objects.order_by("-position").values_list("position", flat=True).first()
    values = _checked({"position": (last or 0) + 1, **fields, "name": name})
    with transaction.atomic():
        _demand_free(str(values["name"]), None)
        department = Department.objects.create(**values)
        record(DepartmentMade(department=department.pk, by_id=by.pk, set=values))
    return department


def change(department: Department, *, by: Person, **fields: Any) -> None:
    """Change the named fields; what is as it was is no change. Raises as `make` does."""
    demand_admin(by)
    values = _checked(fields)
    with transaction.atomic():
        department.refresh_from_db()
        if values.get("name", department.name) != department.name:
            _demand_free(str(values["name"]), department.pk)
        changed = take_over(department, values)
        if not changed:
            return
        department.save(update_fields=list(changed))
        record(DepartmentChanged(department=department.pk, by_id=by.pk, set=changed))


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise Invalid(", ".join(sorted(unknown)))
    values = dict(fields)
    if "name" in values:
        values["name"] = " ".join(str(values["name"]).split())[:120]
        if not values["name"]:
            raise Missing("name", sentence=_("A department needs a name."))
    for name in (*DAYS, "position"):
        if name in values and not 0 <= int(values[name]) <= MOST_DAYS:
            raise Invalid(name, sentence=_("Write a number of days from 0 to %(most)s."), most=MOST_DAYS)
    return values


def _demand_free(name: str, besides: int | None) -> None:
    if Department.objects.filter(name__iexact=name).exclude(pk=besides or 0).exists():
        raise Conflict("name", sentence=_("There is a department of this name already."))
