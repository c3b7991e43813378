"""Finding and making contacts by their mail addresses, and by the numbers that they phone from."""

import secrets
from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Missing
from accord.core.records import insert, new
from accord.people import finding, phones
from accord.people.models import Address, Person
from accord.people.models.person import PersonKind


def by_address(address: str) -> Person | None:
    """The person (agent or contact) with that address, or None."""
    row = Address.objects.select_related("person").filter(email=address.lower()).first()
    return row.person if row else None


def by_addresses(addresses: Iterable[str]) -> dict[str, Person]:
    """The persons with those addresses (lower case), by address; who is not there is not known. One query."""
    rows = Address.objects.select_related("person").filter(email__in={address for address in addresses if address})
    return {row.email: row.person for row in rows}


def contact_for(address: str, name: str = "", language: str = "", *, looked_up: bool = False) -> Person:
    """The person with that address; a new contact when nobody has it.

    An empty name is filled by a later mail; a name that stands is never overwritten. `looked_up`: a moment ago nobody
    had the address, so it need not be asked again.
    """
    address = address.strip().lower()
    found = None if looked_up else by_address(address)
    if found is not None:
        if name and not found.name and found.kind == PersonKind.CONTACT:
            _name(found, name)
        return found
    person = _new(name=name[:200], email=address, language=language)
    with transaction.atomic(savepoint=False):
        insert(person)
        if not insert(new(Address, person=person, email=address), unless="email"):  # another worker was faster
            person.delete()
            found = by_address(address)
            if found is None:
                raise IntegrityError(f"the address {address} was taken and is free again")
            return found
        finding.begin(person, [address])
    return person


def caller_for(phone: str, name: str = "", language: str = "") -> Person:
    """The contact with that phone number and, where one is given, that name; else a new one, without an address.

    Raises Missing where neither says who it is, Invalid where the number has no digits.
    """
    phone, name = phones.shown(phone) if phone.strip() else "", " ".join(name.split())[:200]
    if not phone and not name:
        raise Missing("name", sentence=_("Write who it was: a mail address, a phone number or a name."))
    with transaction.atomic():
        for each in finding.callers(phone) if phone else ():
            if name.casefold() in ("", each.name.casefold()):
                return each
            if not each.name:
                _name(each, name)
                return each
        person = _new(name=name, phone=phone, language=language)
        insert(person)
        finding.begin(person, ())
    return person


def _name(person: Person, name: str) -> None:
    with transaction.atomic(savepoint=False):
        person.name = name[:200]
        person.save(update_fields=["name"])
        finding.keep(person)


def _new(**fields: str) -> Person:
    """A contact's row, not stored."""
    return new(
        Person,
        kind=PersonKind.CONTACT,
        created_at=clock.now(),
        password=UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30),  # as set_unusable_password, 40 times as fast
        **fields,
    )


def set_language(person: Person, language: str, *, by_hand: bool) -> None:
    """DOMAIN 7.12: set by hand, or once by the first mail's detection; a short reply never flips it."""
    if by_hand or (not person.language and not person.language_set_by_hand):
        person.language = language
        person.language_set_by_hand = person.language_set_by_hand or by_hand
        person.save(update_fields=["language", "language_set_by_hand"])
