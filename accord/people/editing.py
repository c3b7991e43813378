"""Changing a person's own card: names, language, zone, looks, signature, phone, company, addresses."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, Invalid, Missing, NotAllowed
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people import contacts
from accord.people.employing import demand_may_change
from accord.people.happenings import AddressAdded, PersonChanged
from accord.people.inviting import mail_address
from accord.people.models import Address, Company, Person
from accord.people.models.person import PersonKind

FIELDS = {
    "name": 200,
    "alias": 200,
    "phone": 40,
    "language": 8,
    "time_zone": 60,
    "theme": 8,
    "signature": 4000,
    "keys_on": 0,
}
THEMES = ("", "light", "dark")


def change(person: Person, *, by: Person, **fields: Any) -> None:
    """Change the named fields; what is as it was is no change. A language set here is set by hand (DOMAIN 7.12).

    Raises Invalid (with the field as its detail), Missing (an agent's name), NotAllowed.
    """
    _demand(person, by)
    values = {name: _value(name, value) for name, value in fields.items()}
    if person.is_agent and values.get("name") == "":
        raise Missing("name", sentence=_("Write your name; colleagues see it."))
    with transaction.atomic():
        person.refresh_from_db()
        changed = take_over(person, values)
        if not changed:
            return
        if "language" in changed:
            person.language_set_by_hand = bool(changed["language"])
        person.save(update_fields=[*changed, "language_set_by_hand"])
        record(PersonChanged(person=person.pk, by_id=by.pk, fields=sorted(changed), set=changed))


def move_to_company(person: Person, name: str, *, by: Person) -> None:
    """Put a contact into the company of that name, made if new; an empty name takes him out. Raises NotAllowed."""
    _demand(person, by)
    name = _of_company(name)
    with transaction.atomic():
        person.refresh_from_db()
        company = (company_called(name) or Company.objects.create(name=name, created_at=clock.now())) if name else None
        if person.company_id == (company.pk if company else None):
            return
        person.company = company
        person.save(update_fields=["company"])
        record(PersonChanged(person=person.pk, by_id=by.pk, fields=["company"], set={"company": name}))


def add_address(person: Person, text: str, *, by: Person) -> Address:
    """One more address of the person. Raises Invalid, Conflict (somebody else has it), NotAllowed."""
    _demand(person, by)
    address = mail_address(text)
    with transaction.atomic():
        found = contacts.by_address(address)
        if found is not None:
            if found.pk == person.pk:
                return person.addresses.get(email=address)
            raise Conflict("address", sentence=_("%(name)s has this address already."), name=found.shown_name)
        added = Address.objects.create(person=person, email=address)
        if not person.email:
            person.email = address
            person.save(update_fields=["email"])
        record(AddressAdded(person=person.pk, by_id=by.pk, address=address))
    return added


def people_of(ids: Iterable[int]) -> dict[int, Person]:
    """Persons by id; one query."""
    return {person.pk: person for person in Person.objects.filter(id__in=set(ids))}


def company_called(name: str) -> Company | None:
    """The company of that name, in whatever case."""
    return Company.objects.filter(name__iexact=_of_company(name)).first()


def _of_company(name: str) -> str:
    return " ".join(name.split())[:200]


def _demand(person: Person, by: Person) -> None:
    if by.kind == PersonKind.SYSTEM or by.pk == person.pk:
        return
    if person.kind == PersonKind.CONTACT:
        if not (by.is_agent and by.is_active):
            raise NotAllowed("contact")
        return
    demand_may_change(person, by=by)


def _value(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise Invalid(name)
    if name == "keys_on":
        return bool(value)
    text = str(value).replace("\r\n", "\n").strip()
    if len(text) > FIELDS[name]:
        raise Invalid(name, sentence=_("That is too long; %(most)s characters at most."), most=FIELDS[name])
    if name == "language" and text and text not in dict(settings.LANGUAGES):
        raise Invalid(name, sentence=_("Choose a language."))
    if name == "time_zone" and text and text not in available_timezones():
        raise Invalid(name, sentence=_("Choose a time zone, such as Europe/Riga."))
    if name == "theme" and text not in THEMES:
        raise Invalid(name, sentence=_("Choose a look."))
    return text
