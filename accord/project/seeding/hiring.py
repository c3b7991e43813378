"""Putting the cast into the database: in an empty workspace all of it, with --more only what is missing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from accord.channels.email.models import Mailbox as MailboxRow
from accord.channels.email.own_addresses import publish_mailboxes
from accord.core import clock, files, keys
from accord.people import finding, setting_up
from accord.people.models import Address, Department, Membership, Person
from accord.people.models.department import Level
from accord.people.models.person import PersonKind, Role
from accord.people.system import system
from accord.project.sample.enclosures import content_of, type_of
from accord.project.seeding import cast as roles
from accord.project.seeding import loading
from accord.project.seeding.cast import Cast
from accord.project.seeding.histories import Contact, Enclosure, Mailbox
from accord.project.seeding.inventing import SPAN
from accord.project.seeding.tables import PEOPLE
from accord.project.seeding.vocabulary import LANGUAGES, names_of
from accord.tickets.models import Tag

SHOP = "Example Shop"
OWNER = "owner@example.com"
_AT_ONCE = 2000
_FILES = ("photo-of-the-lid.png", "grinder.png", "receipt.pdf", "invoice.pdf", "parcel.png", "bank-statement.pdf")


def hire(tickets: int, until: datetime) -> Cast:
    """Make who is missing for that many more tickets, and say who plays which part."""
    with clock.running(lambda: until - SPAN - timedelta(days=1)):
        with transaction.atomic():
            if not setting_up.has_owner():
                setting_up.begin(
                    name="Owner",
                    email=OWNER,
                    password=None,
                    workspace_name=SHOP,
                    department=roles.DEPARTMENTS[0],
                )
            departments = _departments()
            mailboxes = _mailboxes(departments)
            agents = _agents([each.pk for each in departments])
            tags = {name: Tag.objects.get_or_create(name=name)[0].pk for name in roles.TAGS}
            bench = _agent(roles.BENCH, "Bench Agent", [each.pk for each in departments])
            narrow = _agent(roles.NARROW, "Narrow Agent", [])
            three = _person(roles.THREE, "Three Tickets")
            boss = system()
        enclosures = tuple(_enclosure(name) for name in _FILES)
        first, number, count = _contacts(max(10, tickets // roles.CONTACTS_PER_TICKET))
    names = dict(Person.objects.filter(kind=PersonKind.AGENT).values_list("id", "name")) | {boss.pk: ""}
    return Cast(
        system=boss.pk,
        mailboxes=mailboxes,
        agents=agents,
        names=names,
        tags=tags,
        files=enclosures,
        first_contact=first,
        first_number=number,
        contacts=count,
        bench=bench.pk,
        narrow=narrow.pk,
        three=Contact(three.pk, three.name, three.email, "en"),
        key=keys.load(settings.DATA)[0],
        until=until,
    )


def _departments() -> list[Department]:
    return [
        Department.objects.get_or_create(name=name, defaults={"position": place})[0]
        for place, name in enumerate(roles.DEPARTMENTS, 1)
    ]


def _mailboxes(departments: list[Department]) -> tuple[Mailbox, ...]:
    """One a department, without a way out: nothing that anybody does to these tickets reaches an address."""
    found = []
    for department in departments:
        address = f"{department.name.lower().replace(' ', '-')}@example.com"
        given = {"name": SHOP, "department": department}
        row, _ = MailboxRow.objects.get_or_create(address=address, defaults=given)
        found.append(Mailbox(row.pk, row.address, row.department_id))
    publish_mailboxes()
    return tuple(found)


def _agents(departments: list[int]) -> dict[int, tuple[int, ...]]:
    working: dict[int, list[int]] = {department: [] for department in departments}
    for number in range(roles.AGENTS):
        names = names_of(LANGUAGES[number % len(LANGUAGES)])
        places = roles.departments_of(number, departments)
        person = _agent(f"agent{number:02d}@example.com", names[number * 11 % len(names)], places)
        for department in places:
            working[department].append(person.pk)
    return {department: tuple(people) for department, people in working.items()}


def _agent(address: str, name: str, departments: list[int]) -> Person:
    person = _person(address, name, kind=PersonKind.AGENT, role=Role.AGENT)
    for department in departments:
        Membership.objects.get_or_create(person=person, department_id=department, defaults={"level": Level.SOLVER})
    return person


def _person(address: str, name: str, kind: str = PersonKind.CONTACT, role: str = "") -> Person:
    found = Person.objects.filter(addresses__email=address).first()
    if found is not None:
        return found
    person = Person(kind=kind, role=role, name=name, email=address, language="en", created_at=clock.now())
    person.set_unusable_password()
    person.save()
    Address.objects.create(person=person, email=address)
    finding.keep(person)
    return person


def _enclosure(name: str) -> Enclosure:
    stored = files.put(content_of(name))
    return Enclosure(stored.pk, name, type_of(name), stored.size)


def _contacts(wanted: int) -> tuple[int, int, int]:
    """Contacts with ids that follow one another: those of an earlier seed when they are enough, else new ones.

    Returns the id and the number of the first, and how many there are.
    """
    known = Person.objects.filter(kind=PersonKind.CONTACT, email__startswith="customer", email__endswith="@example.org")
    ids = list(known.order_by("id").values_list("id", flat=True))
    if ids and ids[-1] - ids[0] + 1 == len(ids) >= wanted:
        return ids[0], 0, len(ids)
    first = (Person.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    now = connection.ops.adapt_datetimefield_value(clock.now())
    for start in range(0, wanted, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, wanted))
        made = [roles.contact(first + number, len(ids) + number) for number in numbers]
        people = [
            (each.id, f"!{each.id:040d}", None, str(PersonKind.CONTACT), "", each.name, "", each.address, "", None,
             each.language, False, "", "", True, "", True, now)
            for each in made
        ]  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            loading.write(cursor, "person", PEOPLE["person"], people)
            addresses = [(each.id, each.address, None, None, "") for each in made]
            loading.write(cursor, "address", PEOPLE["address"], addresses)
            words = [row for each in made for row in _words(each)]
            loading.write(cursor, "contact_word", PEOPLE["contact_word"], words)
    loading.count_on("person")
    return first, len(ids), wanted


def _words(contact: Contact) -> list[tuple[int, str]]:
    """By which words the contact is found."""
    person = Person(kind=PersonKind.CONTACT, name=contact.name)
    return [(contact.id, word) for word in sorted(finding.words_of(person, [contact.address]))]
