"""Notes for a chosen audience: only its author, the persons and the agents of the departments that it names read them.

A note that is not for all agents bears the mark ONLY and has its readers in rows of its own. Whoever reads messages
asks here, and who does not say for whom he reads gets none of them: an owner has no way around it either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accord.core import records
from accord.core.errors import Invalid
from accord.people.models import Department, Person
from accord.people.rights import Access, access_of
from accord.tickets import seeing
from accord.tickets.models import Message, NoteReader, Ticket
from accord.tickets.rows import among

ONLY = "only"  # the mark
MOST = 100


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a note is: ids of persons, and of departments with all their agents. Empty: for all agents."""

    people: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.people or self.departments)

    def holds(self, access: Access) -> bool:
        """Whether it names this reader, himself or by a department that he sees."""
        if access.person_id in self.people:
            return True
        return access.is_agent and any(access.may("see", department) for department in self.departments)

    def keys(self) -> list[str]:
        """What `parse` reads: p5 for a person, d3 for a department."""
        return [*(f"p{each}" for each in sorted(self.people)), *(f"d{each}" for each in sorted(self.departments))]

    @classmethod
    def parse(cls, keys: Iterable[str]) -> "Audience":
        """From what a form or a draft holds. Raises Invalid: a slip must not make a note readable for all."""
        people, departments = set[int](), set[int]()
        for key in keys:
            kind, number = key[:1], key[1:]
            if kind not in ("p", "d") or not (number.isascii() and number.isdecimal() and len(number) < 19):
                raise Invalid("readers", sentence=_("Choose who may read the note."))
            (people if kind == "p" else departments).add(int(number))
        return cls(frozenset(people), frozenset(departments))


EVERYBODY = Audience()


def demand_possible(audience: Audience, ticket: Ticket, by: Person) -> None:
    """Raises Invalid where it names nobody who is there, or a person who may not see the ticket."""
    if len(audience.people) + len(audience.departments) > MOST:
        raise Invalid("readers", sentence=_("These are too many. Choose a department instead."))
    people = Person.objects.filter(pk__in=audience.people - {by.pk}, kind="agent", is_active=True)
    found = {person.pk: person for person in people}
    if audience.people - {by.pk} - found.keys():
        raise Invalid("readers", sentence=_("There is no such agent."))
    for person in found.values():
        if not seeing.may_see(access_of(person), ticket):
            raise Invalid(
                "readers",
                sentence=_("%(name)s may not see this ticket, and so cannot read a note on it."),
                name=person.shown_name,
            )
    known = Department.objects.filter(pk__in=audience.departments, is_active=True).count()
    if known != len(audience.departments):
        raise Invalid("readers", sentence=_("There is no such department."))


def keep(message: Message, audience: Audience) -> None:
    """Store the readers of a note that bears the mark. Call it in the transaction of the note."""
    rows = [NoteReader(message=message, person_id=each) for each in sorted(audience.people)]
    rows += [NoteReader(message=message, department_id=each) for each in sorted(audience.departments)]
    NoteReader.objects.bulk_create(rows)


def of(messages: Iterable[Message]) -> dict[int, Audience]:
    """The audiences of those of the messages that have one, by message id; no query where none has."""
    wanted = [message.pk for message in messages if ONLY in message.marks]
    if not wanted:
        return {}
    condition, params = among("message_id", wanted)
    people: dict[int, set[int]] = {number: set() for number in wanted}
    departments: dict[int, set[int]] = {number: set() for number in wanted}
    for row in records.select(NoteReader, condition, params):
        if row.person_id is not None:
            people[row.message_id].add(row.person_id)
        elif row.department_id is not None:
            departments[row.message_id].add(row.department_id)
    return {each: Audience(frozenset(people[each]), frozenset(departments[each])) for each in wanted}


def hidden(messages: Sequence[Message], audiences: dict[int, Audience], reader: Access | None) -> set[int]:
    """Ids of those of the messages that this reader may not read; with no reader all that are not for all agents."""
    return {
        message.pk
        for message in messages
        if ONLY in message.marks and not _reads(message, audiences.get(message.pk, EVERYBODY), reader)
    }


def may_read(access: Access, message: Message) -> bool:
    """Whether this agent may read the message; that he may see its ticket is asked elsewhere."""
    return ONLY not in message.marks or _reads(message, of([message])[message.pk], access)


def _reads(message: Message, audience: Audience, reader: Access | None) -> bool:
    return reader is not None and (message.author_id == reader.person_id or audience.holds(reader))


def sql(access: Access, alias: str = "m") -> seeing.Sql:
    """The same rule as a condition over the table `message` under `alias`, and its values."""
    places = "reader.department_id IS NOT NULL"
    if not access.everywhere:
        among_departments = [each for each in sorted(access.levels) if access.may("see", each)]
        places = f"reader.department_id IN ({', '.join(map(str, among_departments))})" if among_departments else "1 = 0"
    condition = (
        f"(CAST({alias}.marks AS text) NOT LIKE '%%\"{ONLY}\"%%' OR {alias}.author_id = %s OR EXISTS ("
        f"SELECT 1 FROM note_reader reader WHERE reader.message_id = {alias}.id"
        f" AND (reader.person_id = %s OR {places})))"
    )
    return condition, [access.person_id, access.person_id]
