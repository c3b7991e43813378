"""The system person: who acts when nobody does. Its events name the rule, the timer or the channel."""

from functools import cache

from accord.core import clock, records
from accord.people.models import Person
from accord.people.models.person import PersonKind


@cache
def _system_id() -> int:
    person = Person.objects.filter(kind=PersonKind.SYSTEM).first()
    if person is None:
        person = Person(kind=PersonKind.SYSTEM, created_at=clock.now())
        person.set_unusable_password()
        person.save()
    return person.pk


def system() -> Person:
    """The one system person, made on first use."""
    return records.new(Person, id=_system_id(), kind=PersonKind.SYSTEM)


def forget() -> None:
    """For tests: the database was emptied."""
    _system_id.cache_clear()
