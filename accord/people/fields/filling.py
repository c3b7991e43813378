"""What is filled in: values checked by their definitions, and kept for contacts and companies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, NotAllowed
from accord.events.recording import record
from accord.people.fields import known
from accord.people.fields.known import Field
from accord.people.happenings import CompanyFieldChanged, PersonFieldChanged
from accord.people.models import About, Company, CompanyCard, ContactFields, Person

Values = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A field that becomes another. `before` and `after` are stored values, None for nothing."""

    field: Field
    before: Any
    after: Any

    @property
    def facts(self) -> dict[str, Any]:
        """Key and value for an event; what a person wrote is left to `words`."""
        facts: dict[str, Any] = {"field": self.field.key}
        if self.after is None:
            return facts | {"emptied": True}
        return facts if self.field.kind.personal else facts | {"value": self.after}

    @property
    def words(self) -> dict[str, Any]:
        """What a person wrote, for the part of an event that can be erased."""
        return {"text": self.after} if self.field.kind.personal and self.after is not None else {}


def changes(
    about: str,
    now: Mapping[str, Any],
    wanted: Mapping[str, Any],
    *,
    allowed: Callable[[Field], bool] | None = None,
) -> list[Change]:
    """What differs once `wanted` (raw values by key) is filled in. Raises Invalid for a wrong value or unknown field.

    What stands there already is no change, also a choice that is no longer offered.
    """
    found = []
    for key, value in wanted.items():
        field = known.by_key(about, key)
        if field is None or not field.is_active or (allowed is not None and not allowed(field)):
            raise Invalid(f"field_{key}", sentence=_("There is no field “%(key)s” here."), key=key)
        after, before = field.clean(value), now.get(key)
        if after != before:
            _demand_offered(field, after, before)
            found.append(Change(field, before, after))
    return found


def _demand_offered(field: Field, after: Any, before: Any) -> None:
    """A choice that was switched off cannot be chosen anew."""
    if field.kind.chosen and after is not None:
        kept = set(before if isinstance(before, list) else [before])
        gone = {choice.key for choice in field.choices if choice.off} - kept
        if gone & set(after if isinstance(after, list) else [after]):
            raise Invalid(f"field_{field.key}", sentence=_("This choice is no longer offered."))


def filled(now: Mapping[str, Any], made: list[Change]) -> Values:
    """All values after the changes."""
    values = dict(now)
    for each in made:
        if each.after is None:
            values.pop(each.field.key, None)
        else:
            values[each.field.key] = each.after
    return values


def shown(about: str, values: Mapping[str, Any]) -> Iterator[tuple[Field, Any, str]]:
    """The fields in use and those with a value, in order: field, stored value, words."""
    for field in known.every(about):
        value = values.get(field.key)
        if field.is_active or value is not None:
            yield field, value, field.words(value)


def of_contact(person: Person) -> Values:
    """The values of a contact's fields. One query, none where no field is defined."""
    if not known.every(About.CONTACT):
        return {}
    row = ContactFields.objects.filter(person=person).first()
    return dict(row.fields) if row else {}


def of_contacts(ids: Sequence[int]) -> dict[int, Values]:
    """The values of several contacts' fields, by their ids. One query, none where no field is defined."""
    if not known.every(About.CONTACT):
        return {}
    return dict(ContactFields.objects.filter(person__in=ids).values_list("person_id", "fields"))


def of_company(company: Company) -> Values:
    """The values of a company's fields."""
    row = CompanyCard.objects.filter(company=company).first()
    return dict(row.fields) if row else {}


def fill_contact(person: Person, wanted: Mapping[str, Any], *, by: Person) -> None:
    """Fill in fields of a contact. Raises Invalid, NotAllowed."""
    if not (by.is_agent and by.is_active) and by.kind != "system":
        raise NotAllowed("contact")
    with transaction.atomic():
        row = ContactFields.objects.select_for_update().filter(person=person).first()
        now = dict(row.fields) if row else {}
        made = changes(About.CONTACT, now, wanted)
        if not made:
            return
        ContactFields.objects.update_or_create(person=person, defaults={"fields": filled(now, made)})
        for each in made:
            record(PersonFieldChanged(person=person.pk, by_id=by.pk, **each.facts, **each.words))


def fill_company(company: Company, wanted: Mapping[str, Any], *, by: Person) -> None:
    """Fill in fields of a company. Raises Invalid, NotAllowed."""
    if not (by.is_agent and by.is_active) and by.kind != "system":
        raise NotAllowed("company")
    with transaction.atomic():
        row = CompanyCard.objects.select_for_update().filter(company=company).first()
        now = dict(row.fields) if row else {}
        made = changes(About.COMPANY, now, wanted)
        if not made:
            return
        CompanyCard.objects.update_or_create(company=company, defaults={"fields": filled(now, made)})
        for each in made:
            record(CompanyFieldChanged(company=company.pk, by_id=by.pk, **each.facts, **each.words))
