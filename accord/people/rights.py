"""Who may do what: one rule, used by lists, pages, search, API and live alike."""

from dataclasses import dataclass, field

from django.db import connection

from accord.core.errors import NotAllowed
from accord.people.models import Department, Person
from accord.people.models.department import Level
from accord.people.models.person import PersonKind

ORDER: tuple[str, ...] = (Level.READER, Level.SOLVER, Level.SUPERVISOR, Level.MANAGER)

# What is done on a ticket -> the level in its department that it needs.
RIGHTS: dict[str, str] = {
    "see": Level.READER,
    "note": Level.SOLVER,
    "reply": Level.SOLVER,
    "open": Level.SOLVER,
    "assign": Level.SOLVER,
    "transfer": Level.SOLVER,
    "tag": Level.SOLVER,
    "prioritise": Level.SOLVER,
    "edit": Level.SOLVER,
    "postpone": Level.SOLVER,
    "resolve": Level.SOLVER,
    "reopen": Level.SOLVER,
    "close": Level.SOLVER,
    "spam": Level.SOLVER,
    "delete": Level.SOLVER,
    "resolve_silently": Level.SUPERVISOR,
    "reopen_closed": Level.SUPERVISOR,
    "close_for_behaviour": Level.SUPERVISOR,
    "correct_time": Level.SUPERVISOR,
    "purge": Level.MANAGER,
}


# What an agent who answers only what To Solve gives him may do on tickets that are not his.
ONLY_GIVEN_MAY = frozenset({"see", "open"})


@dataclass(frozen=True)
class Access:
    """What a person may see and do. `everywhere` is for owners, administrators and the system.

    With `only_given` everything but ONLY_GIVEN_MAY waits until a ticket is his (DOMAIN 2.2, only through To Solve).
    """

    person_id: int
    kind: str
    everywhere: bool = False
    levels: dict[int, str] = field(default_factory=dict)
    only_given: bool = False
    company_id: int | None = None  # a contact who sees what his company's people asked (DOMAIN 7.2)

    @property
    def is_agent(self) -> bool:
        return self.kind != PersonKind.CONTACT

    def may(self, right: str, department_id: int) -> bool:
        """Whether the person has the right in that department. Raises KeyError for an unknown right."""
        return self.holds(right, department_id) and (not self.only_given or right in ONLY_GIVEN_MAY)

    def holds(self, right: str, department_id: int) -> bool:
        """Whether he has it there on a ticket that is his. Raises KeyError for an unknown right."""
        needed = RIGHTS[right]
        if self.everywhere:
            return True
        level = self.levels.get(department_id)
        return level is not None and ORDER.index(level) >= ORDER.index(needed)

    def demand(self, right: str, department_id: int) -> None:
        """Raises NotAllowed where `may` says no."""
        if not self.may(right, department_id):
            raise NotAllowed(right)

    def departments(self, right: str = "see") -> list[int]:
        """Ids of the departments in which the person has the right; for `everywhere` all that exist."""
        if self.everywhere:
            return list(Department.objects.order_by("id").values_list("id", flat=True))
        return sorted(department for department in self.levels if self.may(right, department))


_LEVELS = (
    "SELECT m.department_id, m.level, w.only_to_solve FROM membership m JOIN department d ON d.id = m.department_id"
    " LEFT JOIN way_of_working w ON w.person_id = m.person_id WHERE m.person_id = %s AND d.is_active"
)


def access_of(person: Person) -> Access:
    """The person's access, read fresh (one query for an agent, none for others)."""
    if person.kind == PersonKind.SYSTEM:
        return Access(person.pk, person.kind, everywhere=True)
    if person.kind == PersonKind.CONTACT or not person.is_active:
        return Access(person.pk, PersonKind.CONTACT)
    if person.is_admin:
        return Access(person.pk, person.kind, everywhere=True)
    with connection.cursor() as cursor:  # asked at every request and verb: without the ORM a tenth of its time
        cursor.execute(_LEVELS, [person.pk])
        found = cursor.fetchall()
    levels = {department: level for department, level, _only in found}
    return Access(person.pk, person.kind, levels=levels, only_given=any(only for _department, _level, only in found))
