"""Who works at the sample shop and who buys there. All addresses are at example.com and example.org."""

from dataclasses import dataclass, field

from accord.channels.email.models import Mailbox
from accord.channels.email.own_addresses import publish_mailboxes
from accord.core import clock
from accord.people import finding, setting_up
from accord.people.contacts import contact_for
from accord.people.models import Address, Company, Department, Membership, Person
from accord.people.models.person import PersonKind, Role

SHOP = "Example Shop"
DEPARTMENTS = {"support": "Support", "billing": "Billing", "delivery": "Delivery and returns"}


@dataclass(frozen=True)
class Agent:
    key: str
    name: str
    language: str
    time_zone: str
    level: str = "solver"
    role: str = Role.AGENT
    departments: tuple[str, ...] = tuple(DEPARTMENTS)


AGENTS = (
    Agent("oskar", "Oskar Lindgren", "en", "Europe/Stockholm", role=Role.OWNER),
    Agent("tiina", "Tiina Saar", "et", "Europe/Tallinn", level="supervisor"),
    Agent("ieva", "Ieva Ozola", "en", "Europe/Riga"),
    Agent("janis", "Jānis Bērziņš", "lv", "Europe/Riga", departments=("support", "delivery")),
    Agent("dmitri", "Dmitri Petrov", "ru", "Europe/Tallinn"),
    Agent("elena", "Елена Георгиева", "bg", "Europe/Sofia"),
    Agent("maja", "Maja Kranjc", "sl", "Europe/Ljubljana"),
)

# key: name, address, language, company, time zone, second address
CONTACTS: dict[str, tuple[str, ...]] = {
    "hannah": (
        "Hannah Whitfield", "hannah@example.com", "en", "Whitfield Café", "Europe/Tallinn", "orders@example.com",
    ),  # fmt: skip
    "daniel": ("Daniel Osei", "daniel.osei@example.org", "en"),
    "noor": ("Noor van Dijk", "noor@example.org", "en", "", "Europe/Amsterdam"),
    "liam": ("Liam Byrne", "liam.byrne@example.com", "en", "Byrne & Sons Roastery", "Europe/Dublin"),
    "grace": ("Grace Mwangi", "grace@example.org", "en", "", "Africa/Nairobi"),
    "priya": ("Priya Raman", "priya.raman@example.org", "en", "", "Asia/Kolkata"),
    "owen": ("Owen Price", "owen@example.org", "en"),
    "seller": ("Best Leads", "sales@leads.example.org", "en"),
    "elitsa": ("Елица Димитрова", "elitsa@example.org", "bg", "", "Europe/Sofia"),
    "borislav": ("Борислав Стоянов", "borislav@example.com", "bg", "Стоянов и синове", "Europe/Sofia"),
    "rada": ("Рада Илиева", "rada.ilieva@example.org", "bg"),
    "stoyan": ("Стоян Колев", "stoyan@example.org", "bg"),
    "katlin": ("Kätlin Põldmäe", "katlin@example.org", "et", "", "Europe/Tallinn"),
    "riina": ("Riina-Maria Jõesaar", "riina-maria@example.org", "et"),
    "siim": ("Siim Kask", "siim@example.org", "et"),
    "maarja": ("Maarja Tamm", "maarja.tamm@example.org", "et"),
    "martins": ("Mārtiņš Kalniņš", "martins@example.org", "lv", "", "Europe/Riga"),
    "liga": ("Līga Vītola", "liga@example.org", "lv"),
    "edgars": ("Edgars Liepa", "edgars@example.com", "lv", "Liepas kafija", "Europe/Riga"),
    "inese": ("Inese Zariņa", "inese@example.org", "lv"),
    "olga": ("Ольга Соколова", "olga@example.org", "ru", "", "Europe/Riga"),
    "pavel": ("Павел Лебедев", "pavel@example.org", "ru", "", "", "lebedev@example.com"),
    "marina": ("Марина Волкова", "marina@example.org", "ru"),
    "timur": ("Тимур Ахметов", "timur@example.org", "ru"),
    "ziga": ("Žiga Kovačič", "ziga@example.org", "sl", "", "Europe/Ljubljana"),
    "mojca": ("Mojca Novak", "mojca@example.com", "sl", "Novak Oprema"),
    "andrej": ("Andrej Zupan", "andrej@example.org", "sl"),
    "nina": ("Nina Hribar", "nina@example.org", "sl"),
}


@dataclass
class People:
    """The persons, departments and mailboxes of the sample, by key."""

    agents: dict[str, Person] = field(default_factory=dict)
    contacts: dict[str, Person] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)


def make_people(password: str) -> People:
    """Everybody, in an empty workspace and inside a transaction. All agents sign in with `password`."""
    people = People()
    owner = AGENTS[0]
    person, support = setting_up.begin(
        name=owner.name, email=address_of(owner), password=password, workspace_name=SHOP, language="en",
        time_zone="Europe/Tallinn", department=DEPARTMENTS["support"],
    )  # fmt: skip
    people.departments["support"] = support
    for position, key in enumerate(list(DEPARTMENTS)[1:], 2):
        people.departments[key] = Department.objects.create(name=DEPARTMENTS[key], position=position)
    people.agents[owner.key] = person
    for agent in AGENTS[1:]:
        people.agents[agent.key] = _employ(agent, person.password, people.departments)
    Person.objects.filter(pk=person.pk).update(time_zone=owner.time_zone)
    for key, department in people.departments.items():
        people.mailboxes[key] = Mailbox.objects.create(
            address=f"{key}@example.com", name=SHOP, department=department, language="en"
        )
    publish_mailboxes()
    for key, facts in CONTACTS.items():
        people.contacts[key] = _contact(*facts)
    return people


def address_of(agent: Agent) -> str:
    """What the agent signs in with."""
    return f"{agent.key}@example.com"


def _employ(agent: Agent, hashed: str, departments: dict[str, Department]) -> Person:
    """An agent. The hash is the owner's: argon2 is slow on purpose, and the sample has one password anyway."""
    now = clock.now()
    person = Person.objects.create(
        kind=PersonKind.AGENT, role=agent.role, name=agent.name, email=address_of(agent), language=agent.language,
        time_zone=agent.time_zone, password=hashed, created_at=now,
    )  # fmt: skip
    Address.objects.create(person=person, email=person.email, verified_at=now)
    Membership.objects.bulk_create(
        Membership(person=person, department=departments[key], level=agent.level) for key in agent.departments
    )
    return person


def _contact(name: str, address: str, language: str, company: str = "", zone: str = "", second: str = "") -> Person:
    person = contact_for(address, name, language)
    person.time_zone = zone
    if company:
        person.company, _ = Company.objects.get_or_create(name=company, defaults={"created_at": clock.now()})
    person.save(update_fields=["time_zone", "company"])
    if second:
        Address.objects.create(person=person, email=second)
        finding.keep(person)
    return person
