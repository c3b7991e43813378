"""What an insider does in a desk: makes its workspace, checks it, tells what it holds. Runs in `tests/insider.py`."""

from typing import Any

from django.db import transaction

from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.own_addresses import publish_mailboxes
from accord.core import clock
from accord.events.models import Delivery
from accord.people import setting_up
from accord.people.models import Address, Department, Membership, Person
from accord.people.models.person import PersonKind, Role
from accord.project import schema
from accord.tickets import checking

PASSWORD = "correct-horse-7-battery"


def workspace(sink_port: int | None = None, acknowledge: bool = True) -> dict[str, Any]:
    """Omar owns; Tiina manages and Ieva and Jaan solve in Support; Bruno is in Billing. One mailbox a department."""
    schema.require(create=True)
    owner, support = setting_up.begin(
        name="Omar", email="omar@example.com", password=PASSWORD, workspace_name="Example Café"
    )
    with transaction.atomic():
        billing = Department.objects.create(name="Billing", position=2)
        agents = {
            "tiina": _agent("Tiina", support, "manager"),
            "ieva": _agent("Ieva", support, "solver"),
            "jaan": _agent("Jaan", support, "solver"),
            "rita": _agent("Rita", support, "reader"),
            "bruno": _agent("Bruno", billing, "solver"),
        }
        for name, department in (("support", support), ("billing", billing)):
            Mailbox.objects.create(
                address=f"{name}@desk.example.com",
                name="Example Café",
                department=department,
                acknowledge=acknowledge,
                smtp_host="127.0.0.1" if sink_port else "",
                smtp_port=sink_port or 25,
                smtp_security="none",
                tested_at=clock.now() if sink_port else None,
            )
    publish_mailboxes()
    return {"owner": owner.pk, "support": support.pk, "billing": billing.pk, **agents}


def _agent(name: str, department: Department, level: str) -> int:
    email = f"{name.lower()}@example.com"
    person = Person(
        kind=PersonKind.AGENT, role=Role.AGENT, name=name, email=email, language="en", created_at=clock.now()
    )
    person.set_password(PASSWORD)
    person.save()
    Address.objects.create(person=person, email=email, verified_at=clock.now())
    Membership.objects.create(person=person, department=department, level=level)
    return person.pk


def problems() -> list[str]:
    """What `accord check --deep` would print."""
    return list(checking.problems(deep=True))


def ledger() -> list[dict[str, Any]]:
    """The rows of the mail ledger, oldest first."""
    names = (
        "spool_id", "sha256", "message_id", "subject", "fate", "reason", "ticket_id", "ticket_message_id", "size",
        "sender",
    )  # fmt: skip
    return list(IncomingMail.objects.order_by("id").values(*names))


def outgoing() -> list[dict[str, Any]]:
    """What was stored to be sent, oldest first."""
    names = ("message_id", "ticket_message_id", "ticket_id", "state", "part", "recipients", "attempts", "last_error")
    return list(OutgoingMail.objects.order_by("id").values(*names))


def waiting() -> int:
    """How many deliveries are still to be made, given-up ones left out."""
    return Delivery.objects.filter(given_up_at__isnull=True).count()


def time_passes() -> None:
    """Whatever was put off is due."""
    with transaction.atomic():
        Delivery.objects.filter(given_up_at__isnull=True, claim="").update(due_at=clock.now())


def session(email: str) -> dict[str, str]:
    """The cookies of a browser in which that person has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accord.web.sessions import SessionStore

    person = Person.objects.get(email=email)
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    with transaction.atomic():
        store.save()
    return {settings.SESSION_COOKIE_NAME: str(store.session_key), settings.CSRF_COOKIE_NAME: "a" * 32}


def token(email: str) -> str:
    """An API token of that person that may do all."""
    from accord.people import tokens

    return tokens.create(Person.objects.get(email=email), "test")


def ticket(subject: str = "The grinder stops", requester: str = "hannah@example.org") -> dict[str, Any]:
    """A new ticket by mail, and the id of its message."""
    from accord.people.contacts import contact_for
    from accord.tickets.opening import Request, open_ticket
    from accord.tickets.writing import Words

    with transaction.atomic():
        person = contact_for(requester, "Hannah Whitfield", "en")
    words = Words(text="It stops after ten seconds.")
    request = Request(
        requester=person,
        department=Department.objects.get(name="Support"),
        subject=subject,
        words=words,
        address=requester,
        our_address="support@desk.example.com",
    )
    made, message = open_ticket(request, by=person)
    return {"code": made.code, "id": made.pk, "message": message.pk}


def conversation(code: str) -> dict[str, Any]:
    """The ticket's state, its messages' words and the keys of its events."""
    from accord.events.models import Event
    from accord.tickets.models import Message, Ticket

    found = Ticket.objects.get(code=code)
    return {
        "state": found.state,
        "messages": list(Message.objects.filter(ticket=found).order_by("id").values_list("text", flat=True)),
        "events": list(Event.objects.filter(ticket_id=found.pk).order_by("id").values_list("kind", flat=True)),
    }


def note(code: str, text: str) -> None:
    """Tiina notes something on the ticket."""
    notes(code, [text])


def notes(code: str, texts: list[str]) -> None:
    """Tiina notes things on the ticket, one after the other."""
    from accord.tickets import noting
    from accord.tickets.models import Ticket
    from accord.tickets.writing import Words

    tiina = Person.objects.get(email="tiina@example.com")
    for text in texts:
        noting.note(Ticket.objects.get(code=code), Words(text=text), by=tiina)


def flood(codes: list[str], subject: str, others: int) -> None:
    """Within one transaction so many tickets come, and then those of `codes` are called `subject`."""
    from accord.tickets import editing
    from accord.tickets.models import Ticket

    with transaction.atomic():
        for number in range(others):
            ticket(f"Another {number}", f"other{number}@example.org")
        for code in codes:
            editing.rename(Ticket.objects.get(code=code), subject, by=Person.objects.get(email="tiina@example.com"))


def view(name: str) -> str:
    """Tiina's view of all open tickets, by its address."""
    from accord.conditions.groups import Groups
    from accord.views import saving

    stored = [[{"c": "state", "op": "one_of", "v": ["new", "open"]}]]
    tiina = Person.objects.get(email="tiina@example.com")
    made = saving.make(name, Groups.parse(stored), by=tiina, columns=["priority", "tags"])
    return f"/inbox/view/{made.pk}/"
