"""Who is meant by some letters of a name or an address, or digits of a phone number: what a form offers while somebody
writes.
"""

from dataclasses import dataclass

from accord.people import finding
from accord.people.models import Address, Person

MOST = 8
SHORTEST_NUMBER = 4  # digits
_READ = 3 * MOST  # who is found has several addresses, or none


@dataclass(frozen=True, slots=True)
class Meant:
    """A contact's address, with what tells him from others; `name` and `company` may be empty.

    By his phone number: `phone` is there, and an address may be missing.
    """

    email: str
    name: str
    company: str
    phone: str = ""


def meant(letters: str, *, most: int = MOST) -> list[Meant]:
    """At most so many addresses, first those that begin with the letters themselves."""
    ids = finding.find(letters, most=_READ)
    rows = Address.objects.filter(person__in=ids).order_by("email")
    beginning = finding.folded(letters.strip())
    found = [
        Meant(row.email, row.person.name, row.person.company.name if row.person.company else "")
        for row in rows.select_related("person__company")
    ]
    return sorted(found, key=lambda each: not each.email.startswith(beginning))[:most]


def meant_by_phone(digits: str, *, most: int = MOST) -> list[Meant]:
    """At most so many contacts with numbers that begin so, or end so as they are dialled at home."""
    number = "".join(each for each in digits if each in "+0123456789")
    if len(number) < SHORTEST_NUMBER:
        return []
    people = Person.objects.filter(pk__in=finding.find(number, most=_READ)).exclude(phone="").order_by("name", "id")
    return [
        Meant(each.email, each.name, each.company.name if each.company else "", each.phone)
        for each in people.select_related("company")
    ][:most]
