"""What a channel is: a way by which customers write to us and we to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise

from accord.core.registry import Registry
from accord.events.models import Event
from accord.messaging.ledger import Ledger
from accord.messaging.pages import Hook, Line, Page
from accord.people.rights import Access
from accord.tickets.models import Ticket


@dataclass(frozen=True)
class Sent:
    """One thing that went out, as a list shows it. `state` is a key: waiting, sent, kept, failed, bounced."""

    id: int
    at: datetime
    to: Sequence[str]
    subject: str
    state: str
    state_label: str
    ticket_id: int | None
    ticket_code: str
    error: str


@dataclass(frozen=True)
class SentWhole:
    """The same with its content. `html` loads nothing from elsewhere but may hold style; show it in a frame of its own
    with a policy that allows style and data images only."""

    sent: Sent
    headers: Sequence[tuple[str, str]]
    text: str
    html: str
    files: Sequence[tuple[str, int]]  # name, size in bytes


class Outbox(Protocol):
    """What a channel sent, for those who may see its tickets."""

    def page(self, access: Access, before: int | None = None, limit: int = 50) -> list[Sent]:
        """The newest first, older than the id `before`."""

    def view(self, access: Access, sent_id: int) -> SentWhole:
        """One of them. Raises NotFound."""

    def source(self, access: Access, sent_id: int) -> bytes:
        """Its bytes. Raises NotFound."""

    def release(self, access: Access, sent_id: int) -> None:
        """Send one that was kept or failed. Raises NotFound, NotPossible."""


@dataclass(frozen=True)
class Channel:
    """One channel. `deliver` tells the customer what an event says, at least once and always as the same message;
    `given_up` hears that nobody tries any more. `reaches` says whether the ticket's requester can be told this way.
    `outbox` shows what went out, `pages` are its own pages of settings, `lines` its addresses for Today, `hooks` the
    addresses that programs of others call. `withholds` gives the key in `tickets.telling.BECAUSE` of why no automatic
    mail may go to an address now, or "".
    """

    key: str
    label: Promise | str
    deliver: Callable[[Event], None]
    given_up: Callable[[Event, str], None]
    reaches: Callable[[Ticket], bool]
    outbox: Outbox | None = None
    ledger: Ledger | None = None
    address_of: Callable[[int], str] | None = None  # our address for a department's own first message, or ""
    pages: Sequence[Page] = ()
    lines: Callable[[], list[Line]] | None = None
    hooks: Sequence[Hook] = ()
    withholds: Callable[[str, Ticket], str] | None = None  # a reason against automatic mail there
    why: Callable[[int], Sequence[Promise | str]] | None = None  # a message's id -> what was found out about it


channels: Registry[Channel] = Registry("channel")


def register(channel: Channel) -> Channel:
    """Add a channel; its app calls this once when it is loaded."""
    return channels.add(channel.key)(channel)


def channel_for(ticket: Ticket) -> Channel | None:
    """The way to the requester: the ticket's own channel if it reaches him, else the first that does, else None."""
    own = channels.get(ticket.channel)
    if own is not None and own.reaches(ticket):
        return own
    return next((channel for _, channel in channels.items() if channel.reaches(ticket)), None)


def our_address(department_id: int) -> str:
    """The address under which a department writes first: of the first channel that has one, or ""."""
    for _, channel in channels.items():
        if channel.address_of is not None and (address := channel.address_of(department_id)):
            return address
    return ""
