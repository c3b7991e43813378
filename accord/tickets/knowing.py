"""Who may change what we know about a contact. His addresses decide who reads his tickets, so they need most."""

from accord.core.errors import NotAllowed
from accord.people.models import Person
from accord.people.rights import Access
from accord.tickets.models import Participant


def may_change(access: Access, person: Person, *, addresses: bool = False) -> bool:
    """Whether this access may change the person's card: with the right "edit" where he takes part in a ticket.

    An address more is a way to read all of them: for that it takes the right in each of those departments. Somebody
    without tickets is changed by whoever may open one.
    """
    if access.everywhere or access.person_id == person.pk:
        return True
    places = set(Participant.objects.filter(person=person).values_list("ticket__department_id", flat=True))
    if not places:
        return bool(access.departments("open"))
    allowed = [access.may("edit", place) for place in places]
    return all(allowed) if addresses else any(allowed)


def demand_change(access: Access, person: Person, *, addresses: bool = False) -> None:
    """Raises NotAllowed where `may_change` says no."""
    if not may_change(access, person, addresses=addresses):
        raise NotAllowed("contact")
