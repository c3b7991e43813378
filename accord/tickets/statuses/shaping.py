"""Making, naming and ordering statuses (DOMAIN 3.1): one active default per state; switched off, never deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing, NotPossible
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.fields.defining import texts
from accord.people.models import Person
from accord.tickets.happenings import StatusDefined
from accord.tickets.models import CATEGORIES, TicketStatus
from accord.tickets.statuses import known

LONGEST = 48
MOST = 100  # in one state


def make(
    category: str, names: Any, *, by: Person, customer_names: Any = None, is_default: bool = False
) -> TicketStatus:
    """A new status behind those of its state. Raises Missing (names), Invalid, NotPossible, NotAllowed."""
    demand_admin(by)
    if category not in CATEGORIES:
        raise Invalid("category", sentence=_("Choose to which state it belongs."))
    values = _checked({"names": names, "customer_names": customer_names or {}})
    with transaction.atomic():
        count = TicketStatus.objects.filter(category=category, own=False).count()
        if count >= MOST:
            raise NotPossible("statuses", sentence=_("A state has %(most)s statuses at most."), most=MOST)
        row = TicketStatus.objects.create(
            category=str(category), position=count + 1, created_at=clock.now(), **values
        )
        record(
            StatusDefined(status=row.pk, by_id=by.pk, set={"category": str(category), **values}, made=True)
        )
        if is_default:
            _make_default(row, by)
        known.changed()
    return row


def own(category: str, *, by: Person) -> TicketStatus:
    """The row that gives a state's own status other words; made when it is first wanted. Raises Invalid."""
    demand_admin(by)
    if category not in CATEGORIES:
        raise Invalid("category")
    row, _made = TicketStatus.objects.get_or_create(
        category=str(category), own=True, defaults={"created_at": clock.now()}
    )
    return row


def change(
    row: TicketStatus,
    *,
    by: Person,
    names: Any = None,
    customer_names: Any = None,
    is_default: bool | None = None,
    is_active: bool | None = None,
) -> None:
    """Change what is named. The default cannot be switched off, nor made no default: another one is made it.

    Raises Missing (names), NotPossible, NotAllowed.
    """
    demand_admin(by)
    wanted = {"names": names, "customer_names": customer_names}
    values = _checked({name: value for name, value in wanted.items() if value is not None}, own=row.own)
    with transaction.atomic():
        row.refresh_from_db()
        if is_default and not _is_default(row):
            _make_default(row, by)
        if is_active is not None and is_active != row.is_active:
            if not is_active and _is_default(row):
                raise NotPossible(
                    "is_active",
                    sentence=_("This is the default of its state. Make another one the default first."),
                )
            values["is_active"] = is_active
        changed = take_over(row, values)
        if changed:
            row.save(update_fields=list(changed))
            record(StatusDefined(status=row.pk, by_id=by.pk, set=changed))
        known.changed()


def order(ids: Sequence[int], *, by: Person) -> None:
    """Put statuses into this order, each within its state."""
    demand_admin(by)
    with transaction.atomic():
        rows = TicketStatus.objects.in_bulk(list(ids))
        for position, number in enumerate(ids, start=1):
            row = rows.get(number)
            if row is not None and row.position != position:
                TicketStatus.objects.filter(pk=number).update(position=position)
                record(StatusDefined(status=number, by_id=by.pk, set={"position": position}))
        known.changed()


def _is_default(row: TicketStatus) -> bool:
    if not row.own:
        return row.is_default
    return not TicketStatus.objects.filter(category=row.category, is_default=True).exists()


def _make_default(row: TicketStatus, by: Person) -> None:
    """Of each state one. The state's own is it while no other is; it is always active then."""
    for other in TicketStatus.objects.filter(category=row.category, is_default=True).exclude(pk=row.pk):
        TicketStatus.objects.filter(pk=other.pk).update(is_default=False)
        record(StatusDefined(status=other.pk, by_id=by.pk, set={"is_default": False}))
    row.is_active, row.is_default = True, not row.own
    row.save(update_fields=["is_active", "is_default"])
    record(StatusDefined(status=row.pk, by_id=by.pk, set={"is_default": True}))


def _checked(values: Mapping[str, Any], *, own: bool = False) -> dict[str, Any]:
    found = {name: texts(value, LONGEST) for name, value in values.items()}
    if "names" in found and not found["names"] and not own:
        raise Missing("names", sentence=_("A status needs a name."))
    return found
