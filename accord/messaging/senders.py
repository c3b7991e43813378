"""Who a message is from: the contact behind an address, and never an agent by his address alone (DOMAIN 7.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from accord.core import clock
from accord.people import contacts, finding
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.translation.languages import LANGUAGES

LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Sender:
    """The person whose words these are. `agents_address`: he used an agent's address without proof."""

    person: Person
    address: str
    agents_address: bool = False


def sender_of(address: str, name: str = "", language: str = "", people: Mapping[str, Person] | None = None) -> Sender:
    """The sender by that address; a new contact, speaking `language`, when nobody has it.

    `people` holds what was looked up before: all persons among the addresses of a batch, by address.

    An agent's address gives a contact of its own, which is no agent: whoever can write a From line must not act as
    one. Without a usable address each message has a nameless contact of its own, so that nobody shares a history.
    """
    address = address.strip().lower()
    if "@" not in address or len(address) > LONGEST_ADDRESS:
        return Sender(_made(name, ""), "")
    person = people.get(address) if people is not None else None
    if person is None or (name and not person.name):
        language = language if language in LANGUAGES else ""
        absent = people is not None and person is None
        person = contacts.contact_for(address, name, language, looked_up=absent)
    if person.kind == PersonKind.CONTACT:
        return Sender(person, address)
    shadow = Person.objects.filter(kind=PersonKind.CONTACT, email=address).order_by("id").first()
    return Sender(shadow or _made(name, address), address, agents_address=True)


def _made(name: str, email: str) -> Person:
    """A contact that owns no address: nothing leads to it but its own tickets."""
    person = Person(kind=PersonKind.CONTACT, name=name[:200], email=email, created_at=clock.now())
    person.set_unusable_password()
    person.save()
    finding.begin(person, ())
    return person
