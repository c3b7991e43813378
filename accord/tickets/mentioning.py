"""Naming a colleague in a note: “@Ieva, do you know this grinder?” tells her, where she may read the note."""

import re
from collections.abc import Sequence

from accord.events.recording import record
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets import audiences, seeing
from accord.tickets.happenings import AgentsMentioned
from accord.tickets.models import Message, Ticket
from accord.tickets.rows import run

MOST = 20
_PLACE = re.compile(r"(?<![\w@.])@(?=\w)")  # an @ at the beginning of a word: hannah@example.com names nobody


def tell(ticket: Ticket, message: Message, *, by: Person) -> list[Person]:
    """Record whom the note names; gives them. Call it in the note's transaction. Nobody is told of his own words."""
    if not _PLACE.search(message.text):
        return []
    people = [
        person
        for person in named(message.text, _agents())
        if person.pk != by.pk and _reads(person, ticket, message)
    ][:MOST]
    if people:
        ids = [person.pk for person in people]
        record(AgentsMentioned(ticket=ticket.pk, by_id=by.pk, message=message.pk, people=ids))
    return people


def named(text: str, people: Sequence[Person]) -> list[Person]:
    """Those whose name stands behind an @, in the order of the text: the whole name, or a first name that only one of
    them bears. The longest name counts; of several with the same whole name all do.
    """
    names = _names(people)
    lower = text.casefold()
    found: dict[int, Person] = {}
    for place in _PLACE.finditer(lower):
        rest = lower[place.end() :]
        for name, bearers in names:
            if rest.startswith(name) and not re.match(r"\w", rest[len(name) :]):
                found |= {person.pk: person for person in bearers}
                break
    return list(found.values())


def _names(people: Sequence[Person]) -> list[tuple[str, list[Person]]]:
    whole: dict[str, list[Person]] = {}
    first: dict[str, list[Person]] = {}
    for person in people:
        name = " ".join(person.shown_name.casefold().split())
        whole.setdefault(name, []).append(person)
        first.setdefault(name.partition(" ")[0], []).append(person)
    firsts = {name: bearers for name, bearers in first.items() if len(bearers) == 1 and name not in whole}
    return sorted((firsts | whole).items(), key=lambda each: -len(each[0]))


def _agents() -> list[Person]:
    return list(Person.objects.filter(kind="agent", is_active=True).order_by("id"))


def _reads(person: Person, ticket: Ticket, message: Message) -> bool:
    access = access_of(person)
    return seeing.may_see(access, ticket) and audiences.may_read(access, message)


_COLLEAGUES = (
    "SELECT id, coalesce(nullif(name, ''), email) FROM person WHERE kind = 'agent' AND is_active AND id <> %s AND"
    " (role IN ('owner', 'admin') OR id = %s OR id IN (SELECT person_id FROM membership WHERE department_id = %s))"
    " ORDER BY name, id"
)


def colleagues(ticket: Ticket, but: Person) -> list[tuple[int, str]]:
    """(id, name) of the active agents who see the ticket, without oneself: whom a note may name or be for."""
    holder = ticket.assignee_id or 0
    return [(number, name) for number, name in run(_COLLEAGUES, [but.pk, holder, ticket.department_id])]
