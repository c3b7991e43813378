"""Choosing a password. Every other session of the person ends: Django ties a session to the password's hash."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people import one_time_links
from accord.people.happenings import PasswordSet
from accord.people.models import Person


class WeakPassword(Invalid):
    """It is too short, too common or too near to the name. The sentence says which."""

    key = "weak_password"


def demand_good(password: str, person: Person) -> None:
    """Raises WeakPassword with the sentences of what is wrong."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPassword("password", sentence=" ".join(error.messages)) from error


def choose(person: Person, password: str, *, by: Person) -> None:
    """Set the password and end every unused one-time link. Raises WeakPassword."""
    demand_good(password, person)
    person.set_password(password)
    with transaction.atomic():
        person.save(update_fields=["password"])
        one_time_links.drop_all(person)
        record(PasswordSet(person=person.pk, by_id=by.pk))


def choose_by_link(token: str, password: str) -> Person:
    """Use a one-time link up and set the password of its person. Raises LinkGone, WeakPassword (the link stays)."""
    person = one_time_links.find(token).person
    demand_good(password, person)
    with transaction.atomic():
        person = one_time_links.use(token)
        choose(person, password, by=person)
    return person
