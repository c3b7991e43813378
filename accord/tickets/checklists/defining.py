"""Lists to start from: made and changed by administrators, for all departments or some."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, Invalid, Missing
from accord.events.definitions import put_in_order, take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.tickets.happenings import ChecklistDefined
from accord.tickets.models import Checklist

LONGEST_NAME = 100
LONGEST_ITEM = 300
MOST_ITEMS = 50
FIELDS = ("name", "items", "departments", "is_active")


def make(name: str, items: Iterable[Any], *, by: Person, departments: Iterable[int] = ()) -> Checklist:
    """A new list behind the others. Raises Missing (name, items), Conflict (name taken), Invalid, NotAllowed."""
    demand_admin(by)
    values = _checked({"name": name, "items": list(items), "departments": list(departments)}, None)
    with transaction.atomic():
        row = Checklist.objects.create(
            **values, position=Checklist.objects.count() + 1, created_at=clock.now()
        )
        record(ChecklistDefined(checklist=row.pk, by_id=by.pk, set=values, made=True))
    return row


def change(row: Checklist, *, by: Person, **wanted: Any) -> None:
    """Change name, items, departments, is_active. What stands on tickets stays. Raises as `make` does."""
    demand_admin(by)
    with transaction.atomic():
        row.refresh_from_db()
        values = _checked(wanted, row.pk)
        changed = take_over(row, values)
        if changed:
            row.save(update_fields=list(changed))
            record(ChecklistDefined(checklist=row.pk, by_id=by.pk, set=changed))


def order(ids: Sequence[int], *, by: Person) -> None:
    """Put the lists into this order."""
    demand_admin(by)
    with transaction.atomic():
        for number, position in put_in_order(Checklist, ids):
            record(ChecklistDefined(checklist=number, by_id=by.pk, set={"position": position}))


def offered(department_id: int | None = None) -> list[Checklist]:
    """The lists in use, in order; with a department only those that are for it."""
    rows = Checklist.objects.filter(is_active=True)
    if department_id is None:
        return list(rows)
    return [row for row in rows if not row.departments or department_id in row.departments]


def cleaned(items: Iterable[Any]) -> list[dict[str, Any]]:
    """Items as they are stored, from texts or {"text", "must"}; empty ones are left out. Raises Invalid, Missing."""
    found: list[dict[str, Any]] = []
    for each in items:
        raw = each if isinstance(each, Mapping) else {"text": each}
        text = " ".join(str(raw.get("text") or "").split())
        if len(text) > LONGEST_ITEM:
            raise Invalid(
                "items", sentence=_("A thing to do has %(most)s letters at most."), most=LONGEST_ITEM
            )
        if text:
            found.append({"text": text, "must": bool(raw.get("must"))})
    if not found:
        raise Missing("items", sentence=_("Write what is to be done."))
    if len(found) > MOST_ITEMS:
        raise Invalid("items", sentence=_("A list has %(most)s things at most."), most=MOST_ITEMS)
    return found


def _checked(values: dict[str, Any], besides: int | None) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise Invalid(", ".join(sorted(unknown)))
    found = dict(values)
    if "name" in found:
        found["name"] = " ".join(str(found["name"]).split())[:LONGEST_NAME]
        if not found["name"]:
            raise Missing("name", sentence=_("A checklist needs a name."))
        if Checklist.objects.filter(name__iexact=found["name"]).exclude(pk=besides or 0).exists():
            raise Conflict("name", sentence=_("There is a checklist of this name already."))
    if "items" in found:
        found["items"] = cleaned(found["items"])
    if "departments" in found:
        wanted = sorted({int(each) for each in found["departments"]})
        if Department.objects.filter(pk__in=wanted).count() != len(wanted):
            raise Invalid("departments", sentence=_("There is no such department."))
        found["departments"] = wanted
    return found
