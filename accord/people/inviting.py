"""Inviting an agent: an account without a password, and a one-time link to choose one."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, Invalid
from accord.events.recording import record
from accord.people import contacts, finding, one_time_links
from accord.people.employing import demand_admin, demand_levels, demand_may_change, demand_role
from accord.people.happenings import PersonInvited
from accord.people.models import Address, Membership, Person
from accord.people.models.person import PersonKind, Role


def invite(
    email: str,
    name: str,
    *,
    by: Person,
    role: str = Role.AGENT,
    levels: Mapping[int, str] | None = None,
    language: str = "",
) -> tuple[Person, str]:
    """Make an agent and the token of his invitation (24 hours). A contact with that address becomes the agent.

    `levels` maps department ids to levels. Raises Invalid (address, role, level), Conflict (an agent has the
    address), NotAllowed.
    """
    demand_admin(by)
    demand_role(role, by=by)
    wanted = {department: level for department, level in (levels or {}).items() if level}
    demand_levels(wanted)
    address = mail_address(email)
    with transaction.atomic():
        person = _agent(address, name.strip()[:200], role, language)
        Membership.objects.bulk_create(
            Membership(person=person, department_id=department, level=level)
            for department, level in wanted.items()
        )
        words = {str(department): level for department, level in wanted.items()}
        record(PersonInvited(person=person.pk, by_id=by.pk, role=role, levels=words))
        token = one_time_links.make(person, one_time_links.INVITATION, by=by)
    return person, token


def invite_again(person: Person, *, by: Person) -> str:
    """The token of a new link; the one before ceases to work. A sign-in link for whoever has a password already."""
    demand_may_change(person, by=by)
    if not person.is_agent or not person.is_active:
        raise Invalid("person", sentence=_("Only active agents can sign in."))
    purpose = one_time_links.PASSWORD_RESET if person.has_usable_password() else one_time_links.INVITATION
    return one_time_links.make(person, purpose, by=by)


def mail_address(text: str) -> str:
    """The address in lower case. Raises Invalid."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid("email", sentence=_("Write one mail address, such as ieva@example.com.")) from error
    if len(address) > 254:
        raise Invalid("email", sentence=_("Write one mail address, such as ieva@example.com."))
    return address


def _agent(address: str, name: str, role: str, language: str) -> Person:
    person = contacts.by_address(address)
    if person is None and Person.objects.filter(kind=PersonKind.AGENT, email=address).exists():
        raise Conflict("email", sentence=_("Somebody with this address is an agent already."))
    if person is None:
        person = Person(created_at=clock.now(), email=address)
        person.set_unusable_password()
    elif person.kind != PersonKind.CONTACT:
        raise Conflict("email", sentence=_("Somebody with this address is an agent already."))
    person.kind, person.role, person.email = PersonKind.AGENT, role, address
    person.name = name or person.name
    person.language = language or person.language
    person.save()
    Address.objects.get_or_create(email=address, defaults={"person": person})
    finding.keep(person)  # who was a customer is one no more
    return person
