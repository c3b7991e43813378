"""What several actions offer to choose from, with today's names."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accord.automation.actions.action import Choice
from accord.core.ids import read_number
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.tickets.explaining import BY_TIME, ENDINGS, kin_of, offered
from accord.tickets.explaining import bases as bases_offered
from accord.tickets.models import Priority
from accord.translation.languages import LANGUAGES

NOBODY, LAST, ME = "nobody", "last", "me"


def agents() -> list[Choice]:
    """Everybody who answers, by name."""
    rows = Person.objects.filter(kind=PersonKind.AGENT, is_active=True).order_by("name", "id")
    return [Choice(str(person.pk), person.shown_name) for person in rows]


def assignees() -> list[Choice]:
    """To whom a ticket can be given."""
    return [
        Choice(NOBODY, _("nobody")),
        Choice(LAST, _("whoever answered last")),
        Choice(ME, _("whoever does this")),
        *agents(),
    ]


def departments() -> list[Choice]:
    """Departments that are at work."""
    rows = Department.objects.filter(is_active=True)
    return [Choice(str(department.pk), department.name) for department in rows]


def priorities() -> list[Choice]:
    return [Choice(str(int(each)), str(each.label)) for each in Priority]


def endings() -> list[Choice]:
    """Reasons for resolving, those of time rules last; behaviour needs a supervisor's own decision."""
    return [
        Choice(key, str(ready.label))
        for key, ready in (offered(ENDINGS) | BY_TIME).items()
        if kin_of(key) != "behaviour"
    ]


def agent_named(value: str) -> Person | None:
    """The agent with that id who is still here."""
    number = read_number(value)
    return Person.objects.filter(pk=number, kind=PersonKind.AGENT, is_active=True).first() if number else None


def department_named(value: str) -> Department | None:
    """The department with that id that is at work."""
    number = read_number(value)
    return Department.objects.filter(pk=number, is_active=True).first() if number else None


def name_of(value: str, among: Sequence[Choice]) -> str:
    """What is read for a stored value; "?" when it is gone."""
    return next((choice.label for choice in among if choice.value == value), "?")


def bases() -> list[Choice]:
    """On which a resolved ticket is closed; behaviour needs a supervisor's own decision."""
    return [Choice(key, str(label)) for key, label in bases_offered().items() if kin_of(key) != "behaviour"]


def languages() -> list[Choice]:
    return [Choice(key, name) for key, name in LANGUAGES.items()]
