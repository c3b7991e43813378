"""Personal signed links of a customer to a ticket or to one resolution of it (DOMAIN 7.1, 7.9, 7.11).

A link names the ticket, the person, the address that it was mailed to and, for the question "is it solved?", the
resolution. It proves nothing more than that somebody holds that mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing

from accord.core import clock
from accord.core.errors import NotFound
from accord.tickets.models import Ticket
from accord.tickets.resolutions import reply_reopens_until, take_back_until

SALT = "accord.tickets.links"
AT_LEAST = timedelta(days=30)


@dataclass(frozen=True)
class Link:
    """What a link says. `made_at` is when it was signed (full seconds, UTC)."""

    ticket_id: int
    person_id: int
    address: str
    resolution_id: int | None
    made_at: datetime


def token(
    ticket: Ticket,
    person_id: int,
    address: str,
    resolution_id: int | None = None,
    *,
    made_at: datetime | None = None,
) -> str:
    """The signed text of a link. `made_at` is for a link that stands on the page of another one and lives no longer."""
    made = int((made_at or clock.now()).timestamp())
    return signing.Signer(salt=SALT).sign_object([ticket.pk, person_id, address, resolution_id, made], compress=True)


def read(text: str) -> Link:
    """The link of a token. Raises NotFound for a text that we did not sign."""
    try:
        ticket_id, person_id, address, resolution_id, made = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound("link") from error
    return Link(ticket_id, person_id, address, resolution_id, datetime.fromtimestamp(made, tz=clock.now().tzinfo))


def alive(link: Link, ticket: Ticket) -> bool:
    """A link lives until closing plus the longest window, and at least 30 days (DOMAIN 7.11)."""
    now = clock.now()
    if now < link.made_at + AT_LEAST or ticket.closed_at is None:
        return True
    windows = [moment for moment in (take_back_until(ticket), reply_reopens_until(ticket)) if moment]
    return now < max([ticket.closed_at + AT_LEAST, *windows])


def answer_url(ticket: Ticket, person_id: int, address: str, resolution_id: int) -> str:
    """The page with the two buttons. The portal's addresses stand here because mails name them too."""
    return f"{settings.BASE_URL}/my/answer/{token(ticket, person_id, address, resolution_id)}/"


def ticket_url(ticket: Ticket, person_id: int, address: str) -> str:
    """The portal page of the ticket."""
    return f"{settings.BASE_URL}/my/ticket/{token(ticket, person_id, address)}/"
