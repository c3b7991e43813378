"""Who plays in the seeded tickets: departments, agents, mailboxes, tags, files, and contacts in any number."""

from dataclasses import dataclass
from datetime import datetime

from accord.project.seeding.histories import Contact, Enclosure, Mailbox
from accord.project.seeding.vocabulary import LANGUAGES, SHARES, names_of

BENCH = "bench@example.com"
NARROW = "narrow@example.com"
THREE = "three@example.com"
DEPARTMENTS = (
    "Support", "Billing", "Delivery", "Returns", "Warranty", "Spare parts", "Business customers", "Gift cards",
    "Subscriptions", "Workshop", "Press", "Complaints",
)  # fmt: skip
TAGS = (
    "warranty", "refund", "invoice", "parcel-lost", "broken", "exchange", "vip", "gift", "leaks", "noise", "address",
    "colour", "manual", "recall", "spare-part", "wholesale", "late", "wrong-item", "payment", "login",
)  # fmt: skip
AGENTS = 60
CONTACTS_PER_TICKET = 4  # so many tickets a contact
_EACH_IN = 3  # departments an agent
_SPOKEN = [language for language, share in zip(LANGUAGES, SHARES, strict=True) for _ in range(share)]  # by hundredth


@dataclass(frozen=True)
class Cast:
    """Ids of everybody; it travels to the process that invents. Contacts have ids that follow one another."""

    system: int
    mailboxes: tuple[Mailbox, ...]
    agents: dict[int, tuple[int, ...]]  # department -> agents who work there
    names: dict[int, str]  # of agents and of the system
    tags: dict[str, int]
    files: tuple[Enclosure, ...]
    first_contact: int
    first_number: int  # of that contact
    contacts: int
    bench: int
    narrow: int
    three: Contact
    key: bytes
    until: datetime

    def contact(self, number: int) -> Contact:
        """One of the contacts, counted from 0."""
        return contact(self.first_contact + number, self.first_number + number)


def contact(person: int, number: int) -> Contact:
    """Name, address and language follow from the number."""
    language = _SPOKEN[number * 37 % 100]
    names = names_of(language)
    return Contact(person, names[number * 7 % len(names)], f"customer{number:06d}@example.org", language)


def departments_of(number: int, departments: list[int]) -> list[int]:
    """Where the agent with that number works: three of the departments."""
    apart = 1 + number // len(departments)
    return [departments[(number + step * apart) % len(departments)] for step in range(_EACH_IN)]
