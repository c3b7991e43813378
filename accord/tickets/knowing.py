"""Who may change what we know about a contact. His addresses decide who reads his tickets, so they need most; so does
his company, where its people read what colleagues asked.
"""

from accord.core.errors import NotAllowed
from accord.people import companies, editing
from accord.people.models import Company, Person
from accord.people.rights import Access, access_of
from accord.people.speaking import is_spokesperson
from accord.tickets.models import Participant, Ticket


def may_change(access: Access, person: Person, *, addresses: bool = False) -> bool:
    """Whether this access may change the person's card: with the right "edit" where he takes part in a ticket.

    An address more is a way to read all that he reads: for that it takes the right in each of those departments.
    Somebody without tickets is changed by whoever may open one.
    """
    if access.everywhere or access.person_id == person.pk:
        return True
    places = set(Participant.objects.filter(person=person).values_list("ticket__department_id", flat=True))
    company = companies.seen_company(person) if addresses else None
    if company is not None:
        places |= _places_of(company)
    if not places:
        return may_add(access)
    allowed = [access.may("edit", place) for place in places]
    return all(allowed) if addresses else any(allowed)


def demand_change(access: Access, person: Person, *, addresses: bool = False) -> None:
    """Raises NotAllowed where `may_change` says no."""
    if not may_change(access, person, addresses=addresses):
        raise NotAllowed("contact")


def may_add(access: Access) -> bool:
    """Whether this access may write down somebody new, or a company: with the right to open a ticket anywhere."""
    return access.everywhere or bool(access.departments("open"))


def demand_add(access: Access) -> None:
    """Raises NotAllowed where `may_add` says no."""
    if not may_add(access):
        raise NotAllowed("contact")


def share(company: Company, shares: bool, *, by: Person) -> None:
    """`companies.share`, by who may add one; its tickets are shown to more people only by who may change them all.

    Raises NotAllowed.
    """
    access = access_of(by)
    demand_add(access)
    if shares and not companies.shares(company.pk):
        demand_shown(access, company.pk)
    companies.share(company, shares, by=by)


def demand_shown(access: Access, company_id: int) -> None:
    """Raises NotAllowed unless this access may let more people read what that company's people asked.

    For that it takes the right "edit" in each department where they did.
    """
    if not (access.everywhere or all(access.may("edit", place) for place in _places_of(company_id))):
        raise NotAllowed("company")


def move_to_company(person: Person, name: str, *, by: Person) -> None:
    """`editing.move_to_company`, by who may change the person.

    Where a company's people read what colleagues asked, who comes reads theirs and they read his: that takes as much as
    an address more of him, and as showing the company's tickets. Raises NotAllowed.
    """
    access = access_of(by)
    demand_change(access, person)
    company = editing.company_called(name)
    comes = company is not None and company.pk != person.company_id
    if company is not None and comes and (companies.is_read_by_its_people(company.pk) or is_spokesperson(person)):
        demand_change(access, person, addresses=True)
        demand_shown(access, company.pk)
    editing.move_to_company(person, name, by=by)


def _places_of(company_id: int) -> set[int]:
    """The departments in which the company's people asked something."""
    asked = Ticket.objects.filter(requester__company=company_id).order_by()
    return set(asked.values_list("department_id", flat=True).distinct())
