"""A small shared world of named people and tickets."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accord.core import clock
from accord.events.models import Event
from accord.people.contacts import contact_for
from accord.people.models import Address, Department, Membership, Person
from accord.tickets.models import Message, Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import Words


@dataclass
class World:
    """Support and Billing; Ieva solves in Support, Tiina manages both, Omar owns; Hannah and Elitsa are customers."""

    support: Department
    billing: Department
    ieva: Person
    tiina: Person
    omar: Person
    hannah: Person
    elitsa: Person

    def ticket(
        self, subject: str = "Coffee grinder stops", text: str = "It stops after ten seconds.", **more: Any
    ) -> Ticket:
        """A new ticket of Hannah's in Support."""
        return self.ticket_and_message(subject, text, **more)[0]

    def ticket_and_message(
        self, subject: str = "Coffee grinder stops", text: str = "It stops.", **more: Any
    ) -> tuple[Ticket, Message]:
        requester = more.pop("requester", self.hannah)
        request = Request(
            requester=requester,
            department=more.pop("department", self.support),
            subject=subject,
            words=Words(text=text),
            address=more.pop("address", requester.email),
            our_address=more.pop("our_address", "support@example.com"),
            **more,
        )
        return open_ticket(request, by=requester)


def agent(name: str, role: str = "agent", **levels: Department) -> Person:
    email = f"{name.lower()}@example.com"
    person = Person(kind="agent", role=role, name=name, email=email, created_at=clock.now(), language="en")
    person.set_unusable_password()
    person.save()
    Address.objects.create(person=person, email=email, verified_at=clock.now())
    for level, department in levels.items():
        Membership.objects.create(person=person, department=department, level=level.partition("_")[0])
    return person


def make_world() -> World:
    """The world, made in one transaction."""
    with transaction.atomic():
        support = Department.objects.create(name="Support", position=1)
        billing = Department.objects.create(name="Billing", position=2)
        return World(
            support=support,
            billing=billing,
            ieva=agent("Ieva", solver=support),
            tiina=agent("Tiina", manager=support, manager_2=billing),
            omar=agent("Omar", role="owner"),
            hannah=contact_for("hannah@example.com", "Hannah Whitfield", "en"),
            elitsa=contact_for("elitsa@example.com", "Елица Димитрова", "bg"),
        )


def kinds(ticket: Ticket) -> list[str]:
    """The keys of the ticket's events, in order."""
    return list(Event.objects.filter(ticket_id=ticket.pk).order_by("id").values_list("kind", flat=True))
