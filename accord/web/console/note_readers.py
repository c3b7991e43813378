"""Who reads a note besides its writer, as the thread names them."""

from django.utils.translation import gettext as _

from accord.core import records
from accord.people.models import Department, Person
from accord.tickets.conversation import Conversation, Said


def names(talk: Conversation) -> dict[int, str]:
    """By message, who reads it besides its writer; for notes with a chosen audience only."""
    chosen = {said.message.pk: said for said in talk.said if said.audience}
    if not chosen:
        return {}
    people: dict[int, Person] = dict(talk.people)
    wanted = set[int]().union(*(said.audience.people for said in chosen.values()))
    people |= records.by_ids(Person, wanted - people.keys())
    places = set[int]().union(*(said.audience.departments for said in chosen.values()))
    departments = records.by_ids(Department, places)
    return {number: _names(said, people, departments) for number, said in chosen.items()}


def _names(said: Said, people: dict[int, Person], departments: dict[int, Department]) -> str:
    found = [departments[each].name for each in sorted(said.audience.departments) if each in departments]
    others = said.audience.people - {said.message.author_id}
    found += sorted(people[each].shown_name for each in others if each in people)
    return ", ".join(found) or _("nobody")
