"""Whom a mail about a ticket can reach: addresses that are usable and not our own."""

from collections.abc import Iterable
from dataclasses import dataclass

from accord.channels.email import header_lines
from accord.channels.email.own_addresses import Ours, our_addresses
from accord.tickets.models import Ticket
from accord.tickets.rows import run

_TAKING_PART = (
    "SELECT x.person_id, x.address, p.alias, p.name FROM participant x JOIN person p ON p.id = x.person_id"
    " WHERE x.ticket_id = %s ORDER BY x.id"
)


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a mail; `name` is shown in To."""

    person_id: int
    name: str
    address: str


def usable(address: str) -> str:
    """The address as it goes over the wire, or nothing when no mail can go there."""
    try:
        return header_lines.address(address)
    except header_lines.BadAddress:
        return ""


def requester(ticket: Ticket, *, shown: bool = True) -> Recipient | None:
    """The requester at the address that he last used here (DOMAIN 7.6); None without a usable one.

    Without `shown` his name is left out: an acknowledgement must not carry words that a stranger chose.
    """
    address = usable(ticket.requester_address)
    if not address or address in our_addresses():
        return None
    return Recipient(ticket.requester_id, ticket.requester.name if shown else "", address)


def in_copy(ticket: Ticket) -> list[Recipient]:
    """People in copy, each address once, without the requester."""
    rows = run(_TAKING_PART, [ticket.pk])
    ours, seen = our_addresses(), {ticket.requester_address.lower()}
    found: list[Recipient] = []
    for person_id, where, alias, name in rows:
        address = usable(where)
        if (
            address
            and address.lower() not in seen
            and person_id != ticket.requester_id
            and address not in ours
        ):
            seen.add(address.lower())
            found.append(Recipient(person_id, alias or name, address))
    return found


def sendable(addresses: Iterable[str], ours: Ours) -> list[str]:
    """The addresses that mail can go to, each once, without our own."""
    found: dict[str, str] = {}
    for address in addresses:
        clean = usable(address)
        if clean and clean not in ours:
            found.setdefault(clean.lower(), clean)
    return list(found.values())


def unusable(addresses: Iterable[str]) -> list[str]:
    """The addresses that no mail can go to, fit to be shown."""
    return [header_lines.one_line(one)[:100] for one in addresses if one.strip() and not usable(one)]
