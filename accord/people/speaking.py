"""Contacts who may say for their company that something is solved (DOMAIN 7.2)."""

from django.db import transaction

from accord.core import clock
from accord.core.errors import NotAllowed, NotPossible
from accord.events.recording import record
from accord.people.happenings import SpeaksForCompany, SpeaksForHimself
from accord.people.models import Person, Spokesperson


def let_speak(person: Person, speaks: bool, *, by: Person) -> None:
    """Give a contact the right to close what colleagues of his company asked, or take it. As it was: a no-op.

    Raises NotAllowed, NotPossible (he belongs to no company).
    """
    if not (by.is_agent and by.is_active) or person.is_agent:
        raise NotAllowed("contact")
    with transaction.atomic():
        person.refresh_from_db(fields=["company"])
        if speaks == is_spokesperson(person):
            return
        if not speaks:
            Spokesperson.objects.filter(person=person).delete()
            record(SpeaksForHimself(person=person.pk, by_id=by.pk))
            return
        if person.company_id is None:
            raise NotPossible("company")
        Spokesperson.objects.create(person=person, since=clock.now())
        record(SpeaksForCompany(person=person.pk, by_id=by.pk))


def is_spokesperson(person: Person) -> bool:
    """Whether he has the right."""
    return Spokesperson.objects.filter(person=person).exists()


def speaks_for(person: Person, other: Person) -> bool:
    """Whether his word counts for the other's: the same company, and he has the right."""
    return (
        person.company_id is not None
        and person.company_id == other.company_id
        and person.is_active
        and is_spokesperson(person)
    )
