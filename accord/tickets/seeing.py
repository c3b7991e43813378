"""Who may see which ticket: one rule, compiled from one source to SQL, to full-text scope, and to a yes or no.

An agent sees the tickets of the departments in which he has the right "see", what is assigned to him, and what he
asked another department himself; owners, administrators and the system see all. A contact sees what he takes part in
and, where his company shares it or he speaks for it, what its people asked; but neither notes nor deleted tickets.
Which notes an agent reads of a ticket that he sees is asked in `audiences`.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from accord.core import ids, records
from accord.core.errors import NotFound
from accord.core.fulltext.expressions import EVERYTHING, AnyOf, Expression, Without, any_of
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.people.rights import Access
from accord.tickets.going_outside import INTERNAL, is_internal
from accord.tickets.models import Participant, State, Ticket

Sql = tuple[str, list[Any]]
NOTE = "nint"  # the scope term of notes
GONE = "sdel"  # of deleted tickets
MOST_PEOPLE = 500  # of a company, by whose tickets a search without columns looks


class Grant(Protocol):
    """One reason to see a ticket, in the forms in which it is asked."""

    def sql(self, alias: str) -> Sql: ...
    def term(self) -> Expression: ...
    def holds(self, ticket: Ticket) -> bool: ...


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Every ticket."""

    def sql(self, alias: str) -> Sql:
        return "1 = 1", []

    def term(self) -> Expression:
        return EVERYTHING

    def holds(self, ticket: Ticket) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class InDepartments:
    """The tickets of these departments."""

    departments: tuple[int, ...]

    def sql(self, alias: str) -> Sql:
        return f"{alias}.department_id IN ({', '.join(['%s'] * len(self.departments))})", list(self.departments)

    def term(self) -> Expression:
        return any_of(*(f"d{department}" for department in self.departments))

    def holds(self, ticket: Ticket) -> bool:
        return ticket.department_id in self.departments


@dataclass(frozen=True, slots=True)
class AssignedTo:
    """What is assigned to the person, in whatever department."""

    person_id: int

    def sql(self, alias: str) -> Sql:
        return f"{alias}.assignee_id = %s", [self.person_id]

    def term(self) -> Expression:
        return any_of(f"a{self.person_id}")

    def holds(self, ticket: Ticket) -> bool:
        return ticket.assignee_id == self.person_id


@dataclass(frozen=True, slots=True)
class AskedInside:
    """The internal tickets that the person opened. A search leaves them out: he has a list of them."""

    person_id: int

    def sql(self, alias: str) -> Sql:
        return f"({alias}.requester_id = %s AND {alias}.channel = '{INTERNAL}')", [self.person_id]

    def term(self) -> Expression:
        return any_of()

    def holds(self, ticket: Ticket) -> bool:
        return ticket.requester_id == self.person_id and is_internal(ticket)


@dataclass(frozen=True, slots=True)
class TakesPart:
    """What the person is requester of, or in copy."""

    person_id: int

    def sql(self, alias: str) -> Sql:
        part = "SELECT 1 FROM participant seen WHERE seen.person_id = %s AND seen.ticket_id ="
        return f"EXISTS ({part} {alias}.id)", [self.person_id]

    def term(self) -> Expression:
        return any_of(f"p{self.person_id}")

    def holds(self, ticket: Ticket) -> bool:
        return Participant.objects.filter(person_id=self.person_id, ticket_id=ticket.pk).exists()


@dataclass(frozen=True, slots=True)
class OfCompany:
    """What people of that company asked."""

    company_id: int

    def sql(self, alias: str) -> Sql:
        own = "SELECT 1 FROM person asks WHERE asks.company_id = %s AND asks.id ="
        return f"EXISTS ({own} {alias}.requester_id)", [self.company_id]

    def term(self) -> Expression:
        people = Person.objects.filter(company_id=self.company_id).order_by("-id").values_list("id", flat=True)
        return any_of(*(f"p{person}" for person in people[:MOST_PEOPLE]))

    def holds(self, ticket: Ticket) -> bool:
        return ticket.requester.company_id == self.company_id


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody sees: anything that one of `grants` gives. `inside` is our side: with notes and deleted ones."""

    person_id: int
    grants: tuple[Grant, ...]
    inside: bool

    @property
    def everything(self) -> bool:
        return isinstance(self.grants[0], Everywhere)

    @property
    def departments(self) -> tuple[int, ...]:
        """Departments whose tickets are seen as such (empty for who sees everything)."""
        return next((each.departments for each in self.grants if isinstance(each, InDepartments)), ())

    def sql(self, alias: str = "t") -> Sql:
        """A condition over the table `ticket` under `alias`, and its values."""
        parts = [grant.sql(alias) for grant in self.grants]
        condition = " OR ".join(text for text, _ in parts)
        params = [value for _, values in parts for value in values]
        if self.inside:
            return f"({condition})", params
        return f"({condition}) AND {alias}.state <> %s", [*params, str(State.DELETED)]

    def terms(self) -> Expression:
        """The same as a full-text scope over messages."""
        granted = AnyOf(tuple(grant.term() for grant in self.grants))
        return granted if self.inside else Without(granted, any_of(NOTE, GONE))

    def sees(self, ticket: Ticket) -> bool:
        """The same, asked of one ticket."""
        if not self.inside and ticket.state == State.DELETED:
            return False
        return any(grant.holds(ticket) for grant in self.grants)


def scope_of(access: Access) -> Scope:
    """What this access lets a person see. Costs no query."""
    if access.everywhere:
        return Scope(access.person_id, (Everywhere(),), inside=True)
    if access.kind == PersonKind.CONTACT:
        own_part: tuple[Grant, ...] = (TakesPart(access.person_id),)
        company = (OfCompany(access.company_id),) if access.company_id is not None else ()
        return Scope(access.person_id, (*own_part, *company), inside=False)
    departments = tuple(access.departments("see"))
    own: tuple[Grant, ...] = (AssignedTo(access.person_id), AskedInside(access.person_id))
    return Scope(access.person_id, (InDepartments(departments), *own) if departments else own, inside=True)


def may_see(access: Access, ticket: Ticket) -> bool:
    """Whether the person may open this ticket."""
    return scope_of(access).sees(ticket)


def find(access: Access, code: str) -> Ticket:
    """The ticket with that code, written in any case. Raises NotFound where there is none for this person.

    It follows nothing: a ticket that was merged away is given as it is.
    """
    known = ids.read_code(code)
    ticket = records.find_with(Ticket, "code", known, ("department", "requester", "assignee")) if known else None
    if ticket is None or not may_see(access, ticket):
        raise NotFound(code)
    return ticket
