"""Who acts, and whether he may: asked at the beginning of each verb."""

from accord.core.errors import NotAllowed
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.people.rights import access_of
from accord.tickets.models import Ticket


def role_of(by: Person) -> str:
    """customer, agent or rule: the column `who` of the transition table."""
    return {PersonKind.CONTACT: "customer", PersonKind.SYSTEM: "rule"}.get(PersonKind(by.kind), "agent")


def demand(by: Person, right: str, ticket: Ticket) -> None:
    """Raises NotAllowed unless `by` has `right` in the ticket's department. The assignee may what a solver may."""
    if by.kind == PersonKind.SYSTEM:
        return
    if by.kind == PersonKind.CONTACT:
        raise NotAllowed(right)
    access = access_of(by)
    if access.may(right, ticket.department_id):
        return
    his = ticket.assignee_id == by.pk and access.is_agent
    if his and (right in ASSIGNEE_MAY or access.holds(right, ticket.department_id)):
        return
    raise NotAllowed(right)


def may(by: Person, right: str, ticket: Ticket) -> bool:
    """Whether `demand` would let it pass."""
    try:
        demand(by, right, ticket)
    except NotAllowed:
        return False
    return True


ASSIGNEE_MAY = frozenset(
    {"see", "note", "reply", "assign", "tag", "prioritise", "edit", "postpone", "resolve", "reopen"}
)
