"""Changing what an agent is given: only through To Solve or not, languages, skills, how much at once, and when."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, NotPossible
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_may_change
from accord.people.happenings import WayChanged
from accord.people.models import Person, WayOfWorking
from accord.people.working_hours import WEEKDAYS
from accord.translation.languages import LANGUAGES

FIELDS = ("only_to_solve", "is_given", "languages", "skills", "capacity", "hours")
MOST_SKILLS = 50
MOST_AT_ONCE = 500


def way_of(person: Person) -> WayOfWorking:
    """How this agent works; one who was never changed works as everybody."""
    return WayOfWorking.objects.filter(pk=person.pk).first() or WayOfWorking(person=person)


def ways_of(people: Iterable[int]) -> dict[int, WayOfWorking]:
    """Those of these agents who work otherwise than the rest; one query."""
    return WayOfWorking.objects.in_bulk(list(people))


def change(person: Person, *, by: Person, **fields: Any) -> None:
    """Change the named fields; what is as it was is no change. Raises NotAllowed, NotPossible (no agent), Invalid."""
    demand_may_change(person, by=by)
    if not person.is_agent:
        raise NotPossible("way")
    values = _checked(fields)
    with transaction.atomic():
        row = WayOfWorking.objects.select_for_update().filter(pk=person.pk).first() or WayOfWorking(
            person=person
        )
        changed = take_over(row, values)
        if not changed:
            return
        row.save()
        record(WayChanged(person=person.pk, by_id=by.pk, set=changed))


def skills(words: str) -> list[str]:
    """Skills as somebody wrote them, separated by commas: each once, as tags are written."""
    return list(dict.fromkeys(filter(None, (" ".join(each.split()).lower() for each in words.split(",")))))


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - set(FIELDS):
        raise Invalid(", ".join(sorted(unknown)))
    values = dict(fields)
    if any(each not in LANGUAGES for each in values.get("languages", ())):
        raise Invalid("languages", sentence=_("Choose languages from the list."))
    if len(values.get("skills", ())) > MOST_SKILLS or any(
        len(each) > 60 for each in values.get("skills", ())
    ):
        raise Invalid("skills", sentence=_("At most %(most)s skills of 60 letters each."), most=MOST_SKILLS)
    for most in values.get("capacity", {}).values():
        if not isinstance(most, int) or not 0 <= most <= MOST_AT_ONCE:
            raise Invalid("capacity", sentence=_("Write a whole number up to %(most)s."), most=MOST_AT_ONCE)
    if not set(values.get("hours", {})) <= set(WEEKDAYS):
        raise Invalid("hours")
    return values
