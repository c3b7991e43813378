"""Forms of new tickets: which fields are asked, in which order, in which department, and of whom."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Invalid, Missing
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.fields import known
from accord.people.fields.defining import texts
from accord.people.fields.known import Field
from accord.people.models import About, Customers, Department, Person
from accord.tickets.happenings import FormDefined
from accord.tickets.models import TicketForm
from accord.translation.wordings import chosen

VERSION = "forms.version"
options.define(VERSION, "", _("Version of the forms"), shown=False)
LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """A field in a form. `required`: the ticket cannot be opened without it."""

    field: Field
    required: bool


@dataclass(frozen=True)
class Form:
    """A form, ready to be asked. Without departments it is for those that have no form of their own."""

    id: int
    names: Mapping[str, str]
    departments: frozenset[int]
    agents: bool
    customers: bool
    asked: tuple[tuple[int, bool], ...]

    @property
    def name(self) -> str:
        return chosen(self.names, (get_language() or "en").split("-")[0])

    def fields(self, *, for_customers: bool = False) -> list[Asked]:
        """Its fields that are in use, in order; for customers only those that they may fill in."""
        found = []
        for number, required in self.asked:
            field = known.by_id(number)
            if field is None or not field.is_active or field.about != About.TICKET:
                continue
            if not for_customers or field.customers == Customers.EDIT:
                found.append(Asked(field, required))
        return found


_held: tuple[str, tuple[Form, ...]] = ("", ())


def every() -> tuple[Form, ...]:
    """The forms that are in use, in order; read once in a process until one changes."""
    global _held
    version = options.get(VERSION)
    if version != _held[0]:
        rows = TicketForm.objects.filter(is_active=True).prefetch_related("departments") if version else ()
        _held = (version, tuple(_form(row) for row in rows))
    return _held[1]


def _form(row: TicketForm) -> Form:
    return Form(
        row.pk,
        row.names,
        frozenset(each.pk for each in row.departments.all()),
        row.agents,
        row.customers,
        tuple((int(each["field"]), bool(each.get("required"))) for each in row.asked),
    )


def form_for(department_id: int, *, customer: bool = False) -> Form | None:
    """The form of new tickets there, for an agent or for a customer: the department's own, else the one for all."""
    fitting = [each for each in every() if (each.customers if customer else each.agents)]
    own = [each for each in fitting if department_id in each.departments]
    return next(iter(own or [each for each in fitting if not each.departments]), None)


def asks(field: Field, department_id: int) -> bool:
    """Whether a field belongs to a department's tickets: a form there asks for it, or no form at all does."""
    asking = [each for each in every() if any(number == field.id for number, _required in each.asked)]
    if not asking:
        return True
    return any(each in asking for each in (form_for(department_id), form_for(department_id, customer=True)))


def demand_asked(department_id: int, values: Mapping[str, Any], *, customer: bool = False) -> None:
    """Raises Missing with the first field that the form of a new ticket requires and that is empty."""
    form = form_for(department_id, customer=customer)
    for each in form.fields(for_customers=customer) if form else ():
        if each.required and each.field.clean(values.get(each.field.key)) is None:
            raise Missing(
                f"field_{each.field.key}", sentence=_("“%(field)s” is missing."), field=each.field.name
            )


def make(names: Any, *, by: Person, **more: Any) -> TicketForm:
    """A new form. Raises Missing (names, asked), Invalid, NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        row = TicketForm(position=TicketForm.objects.count() + 1, created_at=clock.now())
        _save(row, {**more, "names": names}, by=by)
    return row


def change(row: TicketForm, *, by: Person, **wanted: Any) -> None:
    """Change what is named: names, departments (ids), asked, agents, customers, is_active. Raises as `make` does."""
    demand_admin(by)
    with transaction.atomic():
        row.refresh_from_db()
        _save(row, wanted, by=by)


def _save(row: TicketForm, wanted: Mapping[str, Any], *, by: Person) -> None:
    values = _checked({name: value for name, value in wanted.items() if name != "departments"})
    made = row.pk is None
    if made and not values.get("asked"):
        raise Missing("asked", sentence=_("Choose at least one field."))
    changed = {name: value for name, value in values.items() if made or getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    if "departments" in wanted:
        ids = sorted(Department.objects.filter(pk__in=wanted["departments"]).values_list("pk", flat=True))
        if ids != sorted(row.departments.values_list("pk", flat=True)):
            row.departments.set(ids)
            changed["departments"] = ids
    if changed:
        options.put(VERSION, secrets.token_hex(8))
        record(FormDefined(form=row.pk, by_id=by.pk, set=changed, made=made))


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - {"names", "asked", "agents", "customers", "is_active"}
    if unknown:
        raise Invalid(", ".join(sorted(unknown)))
    found = dict(values)
    if "names" in found:
        found["names"] = texts(found["names"], LONGEST)
        if not found["names"]:
            raise Missing("names", sentence=_("A form needs a name."))
    if "asked" in found:
        found["asked"] = _asked(found["asked"])
    return found


def _asked(wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[int, bool] = {}
    for each in wanted:
        field = known.by_id(int(each["field"]))
        if field is None or field.about != About.TICKET:
            raise Invalid("asked", sentence=_("A field of this form is not there."))
        found[field.id] = bool(each.get("required"))
    if not found:
        raise Missing("asked", sentence=_("Choose at least one field."))
    return [{"field": number, "required": required} for number, required in found.items()]
