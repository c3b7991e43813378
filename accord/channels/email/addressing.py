"""Who writes to whom: the mailbox of an answer, the names shown, the language and zone of the reader."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import Mailbox
from accord.core import clock, options, records
from accord.people.models import Person
from accord.tickets.models import Ticket
from accord.tickets.rows import run

_NAMES = "SELECT a.email, p.alias, p.name FROM address a JOIN person p ON p.id = a.person_id WHERE a.email IN ({})"

options.define(
    "email.agent_in_from",
    True,
    _("Show the agent's name as the sender of an answer"),
    _("Customers then read “Ieva, Example Café”. Otherwise only the mailbox's name."),
)


def mailbox_for(ticket: Ticket) -> Mailbox | None:
    """The mailbox that the customer wrote to; else the department's first; else the first; None where there is none."""
    if ticket.our_address:
        own = records.select(Mailbox, "is_active AND lower(address) = %s ORDER BY id", [ticket.our_address.lower()])
        if own:
            return own[0]
    of_department = records.select(Mailbox, "is_active AND department_id = %s ORDER BY id", [ticket.department_id])
    return of_department[0] if of_department else first_mailbox()


def address_of_department(department_id: int) -> str:
    """The address under which the department writes first: of its own first mailbox, or empty."""
    own = Mailbox.objects.filter(department_id=department_id, is_active=True).order_by("id")
    return own.values_list("address", flat=True).first() or ""


def first_mailbox() -> Mailbox | None:
    """The mailbox for mails that belong to no ticket: one with a tested way out, if there is one."""
    active = Mailbox.objects.filter(is_active=True).order_by("id")
    return active.filter(tested_at__isnull=False).first() or active.first()


def our_address(mailbox: Mailbox | None) -> str:
    """The address in From; before any mailbox is set up, one at the host of this installation."""
    if mailbox is not None:
        return mailbox.address
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"accord@{host}"


def desk_name(mailbox: Mailbox | None) -> str:
    """The name of the help desk as this mailbox's customers know it."""
    return (mailbox.name if mailbox else "") or str(options.get("workspace.name"))


def name_of_sender(mailbox: Mailbox | None, agent: Person | None) -> str:
    """The name in From."""
    desk = desk_name(mailbox)
    if agent is not None and agent.is_agent and options.get("email.agent_in_from"):
        return f"{agent.public_name}, {desk}"
    return desk


def signature(agent: Person | None, ticket: Ticket, mailbox: Mailbox | None) -> str:
    """The agent's signature (or name), then the department's, else the mailbox's."""
    own = (agent.signature.strip() or agent.public_name) if agent is not None and agent.is_agent else ""
    common = (
        ticket.department.signature.strip()
        or (mailbox.signature.strip() if mailbox else "")
        or desk_name(mailbox)
    )
    return "\n".join(part for part in (own, common) if part)


def language_for(person: Person | None, ticket: Ticket | None = None, mailbox: Mailbox | None = None) -> str:
    """DOMAIN 7.12: the person's, else the ticket's, else the mailbox's, else the workspace's."""
    known = dict(settings.LANGUAGES)
    wanted = (
        person.language if person else "",
        ticket.language if ticket else "",
        mailbox.language if mailbox else "",
        str(options.get("workspace.language")),
    )
    return next((language for language in wanted if language in known), "en")


@contextmanager
def read_by(person: Person | None, language: str) -> Iterator[None]:
    """Sentences and dates inside are in the reader's language and time zone."""
    wanted = (person.time_zone if person else "", str(options.get("workspace.time_zone")))
    zone = next((zone for zone in wanted if zone in clock.known_zones()), "UTC")
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield


def names_of(addresses: Iterable[str]) -> dict[str, str]:
    """The names of the persons with these addresses (lower case), as customers may see them; one query."""
    wanted = sorted({address.lower() for address in addresses})
    if not wanted:
        return {}
    found = run(_NAMES.format(", ".join(["%s"] * len(wanted))), wanted)
    return {email: alias or name for email, alias, name in found}
