"""What can be filled into a text: `{contact.first_name}` and its like. One entry per variable.

A variable gives plain text for one ticket, in the language of the text; "" when there is nothing. None of them is a
secret: `{link}` is the page of the request that asks who the reader is, so a text may go to everybody in copy.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.registry import Registry, UnknownKey
from accord.people.fields import filling, known
from accord.people.models import About, Person
from accord.tickets.models import Message, MessageKind, Priority, State, Ticket
from accord.translation import dates
from accord.translation.languages import LANGUAGES

LONGEST_MESSAGE = 4_000


@dataclass
class Source:
    """Where values come from: the ticket, and who writes (None: the desk itself)."""

    ticket: Ticket
    agent: Person | None = None

    @cached_property
    def contact(self) -> Person:
        return self.ticket.requester

    @cached_property
    def zone(self) -> ZoneInfo:
        """The contact's time zone where it is known, else the workspace's."""
        wanted = (self.contact.time_zone, str(options.get("workspace.time_zone")))
        return ZoneInfo(next((zone for zone in wanted if zone in clock.known_zones()), "UTC"))

    def last(self, kind: MessageKind) -> str:
        """The words of the newest message of that kind."""
        rows = Message.objects.filter(ticket_id=self.ticket.pk, kind=kind).order_by("-id")
        return (rows.values_list("text", flat=True).first() or "").strip()[:LONGEST_MESSAGE]

    def value(self, key: str) -> str | None:
        """What stands for that variable; None where there is no such."""
        known = variables.get(key)
        return known.value(self) if known is not None else None

    def day(self, moment: datetime) -> str:
        return dates.day(dates.language(), "long", moment.astimezone(self.zone).date())

    def time(self, moment: datetime) -> str:
        then = moment.astimezone(self.zone)
        return dates.clock_time(dates.language(), then.hour, then.minute)


@dataclass(frozen=True)
class Variable:
    """One variable: what a picker says of it, an example, and where its value comes from."""

    label: Promise | str
    value: Callable[[Source], str]



class Variables(Registry[Variable]):
    """Also one for each field that the team added: {field.order}, {contact.field.since}, {company.field.plan}."""

    def get(self, key: str) -> Variable | None:
        found = super().get(key)
        if found is None and (place := _FIELD.fullmatch(key)):
            found = _of_field(About(place["about"] or "ticket"), place["key"])
        return found

    def __getitem__(self, key: str) -> Variable:
        found = self.get(key)
        if found is None:
            raise UnknownKey(f"there is no {self.what} {key!r}")
        return found

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        for about in About:
            before = "" if about == About.TICKET else f"{about}."
            yield from (f"{before}field.{each.key}" for each in known.fields_of(about))

    def items(self) -> Iterator[tuple[str, Variable]]:
        return ((key, self[key]) for key in self)


_FIELD = re.compile(r"(?:(?P<about>contact|company)\.)?field\.(?P<key>[a-z][a-z0-9_]*)")


def _of_field(about: About, key: str) -> Variable | None:
    field = known.by_key(about, key)
    if field is None:
        return None

    def value(source: Source) -> str:
        return field.words(_values(source, about).get(key))

    return Variable(field.name, value)


def _values(source: Source, about: About) -> dict[str, Any]:
    if about == About.TICKET:
        return dict(source.ticket.fields)
    if about == About.CONTACT:
        return filling.of_contact(source.contact)
    return filling.of_company(source.contact.company) if source.contact.company else {}


variables = Variables("variable")


def _add(key: str, label: Promise, value: Callable[[Source], str]) -> None:
    variables.add(key)(Variable(label, value))


def first_name(name: str) -> str:
    """How somebody is greeted: the first word of his name, or what stands behind the comma; "" for an address."""
    if "@" in name:
        return ""
    last, comma, first = name.partition(",")
    words = (first if comma and first.strip() else last).split()
    return words[0] if words else ""


def _language(source: Source) -> str:
    code = source.ticket.language or source.contact.language
    return LANGUAGES.get(code, code)


def _agent(source: Source) -> str:
    return source.agent.public_name if source.agent is not None and source.agent.is_agent else ""


def _assignee(source: Source) -> str:
    return source.ticket.assignee.public_name if source.ticket.assignee else ""


_add("contact.first_name", _("First name of the customer"), lambda s: first_name(s.contact.public_name))
_add("contact.name", _("Name of the customer"), lambda s: s.contact.name)
_add("contact.email", _("Address of the customer"), lambda s: s.ticket.requester_address or s.contact.email)
_add("contact.phone", _("Phone number of the customer"), lambda s: s.contact.phone)
_add(
    "contact.company",
    _("Company of the customer"),
    lambda s: s.contact.company.name if s.contact.company else "",
)
_add("contact.language", _("Language of the customer"), _language)
_add("agent.first_name", _("First name of who writes"), lambda s: first_name(_agent(s)))
_add("agent.name", _("Name of who writes, as customers see it"), _agent)
_add(
    "assignee.first_name", _("First name of the agent who has the ticket"), lambda s: first_name(_assignee(s))
)
_add("assignee.name", _("Name of the agent who has the ticket"), _assignee)
_add("ticket.code", _("Code of the ticket"), lambda s: s.ticket.code)
_add("ticket.subject", _("Subject"), lambda s: s.ticket.subject)
_add("ticket.state", _("State"), lambda s: str(State(s.ticket.state).label))
_add("ticket.priority", _("Priority"), lambda s: str(Priority(s.ticket.priority).label))
_add("ticket.tags", _("Tags"), lambda s: ", ".join(s.ticket.tag_names))
_add("ticket.opened", _("Day on which the customer asked"), lambda s: s.day(s.ticket.created_at))
_add("ticket.channel", _("Channel"), lambda s: s.ticket.channel)
_add(
    "ticket.url",
    _("Address of the ticket, for agents"),
    lambda s: f"{settings.BASE_URL}/tickets/{s.ticket.code}/",
)
_add("message.last", _("Last words of the customer"), lambda s: s.last(MessageKind.INCOMING))
_add("message.answer", _("Our last answer"), lambda s: s.last(MessageKind.OUTGOING))
_add("department.name", _("Department"), lambda s: s.ticket.department.name)
_add("department.signature", _("Signature of the department"), lambda s: s.ticket.department.signature)
_add("desk.name", _("Name of your help desk"), lambda s: str(options.get("workspace.name")))
_add(
    "link",
    _("Address of the request, for the customer"),
    lambda s: f"{settings.BASE_URL}/my/tickets/{s.ticket.code}/",
)
_add("date.today", _("Today's date"), lambda s: s.day(clock.now()))
_add("date.tomorrow", _("Tomorrow's date"), lambda s: s.day(clock.now() + timedelta(days=1)))
_add(
    "date.time",
    _("The time now"),
    lambda s: s.time(clock.now()),
)
