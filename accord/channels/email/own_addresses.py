"""Our mailboxes as the intake needs them: which addresses are ours, and which mailbox a mail was for."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accord.channels.email import proofs, recipients
from accord.channels.email.models import Mailbox
from accord.core import options, records
from accord.people.models import Department
from accord.tickets.rows import run

options.define(
    "mail.max_mb",
    40,
    _("Largest mail, in MB"),
    _("A larger one is refused while it is sent, and an alarm is raised."),
)


class Ours:
    """Which addresses are ours: those of the mailboxes, switched-off ones included, and reply addresses of them."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known

    def __contains__(self, address: str) -> bool:
        """Whether the address is a mailbox of ours or a reply address of one."""
        return mailbox_in(address, self._known) is not None


def mailbox_in(address: str, known: Container[str]) -> str | None:
    """The mailbox among `known` that an address, or a reply address that we signed, belongs to."""
    normal = recipients.normal(address)
    if normal in known:
        return normal
    if "+" not in normal:
        return None
    probe = proofs.probe_of_address(normal)
    mailbox = probe[0] if probe else recipients.mailbox_of(normal, proofs.keys())
    return mailbox if mailbox and mailbox in known else None


@dataclass(frozen=True)
class OwnAddresses:
    """A snapshot of all mailboxes, switched-off ones included: mail that comes back to them is still ours."""

    by_address: dict[str, Mailbox]

    def __contains__(self, address: str) -> bool:
        """Whether the address is a mailbox of ours or a reply address of one."""
        return mailbox_in(address, self.by_address) is not None

    def find(self, address: str) -> Mailbox | None:
        """The mailbox of an address or of a reply address that we signed."""
        found = mailbox_in(address, self.by_address)
        return None if found is None else self.by_address[found]

    def first_of(self, addresses: Iterable[str]) -> Mailbox | None:
        """The mailbox of the first address that is ours."""
        return next((mailbox for address in addresses if (mailbox := self.find(address)) is not None), None)

    @property
    def default(self) -> Mailbox | None:
        """Where mail goes that names none of our addresses: the first active mailbox made."""
        active = [mailbox for mailbox in self.by_address.values() if mailbox.is_active]
        return min(active or self.by_address.values(), key=lambda mailbox: mailbox.pk, default=None)


def our_addresses() -> Ours:
    """Read anew which addresses are ours: one query, for whoever needs no mailbox."""
    return Ours({recipients.normal(address) for (address,) in run("SELECT address FROM mailbox", [])})


def own_addresses() -> OwnAddresses:
    """Read the mailboxes anew: two queries."""
    rows = records.select(Mailbox, "true ORDER BY id", [])
    departments = records.by_ids(Department, {row.department_id for row in rows})
    for row in rows:
        row.department = departments[row.department_id]
    return OwnAddresses({recipients.normal(row.address): row for row in rows})


def publish_mailboxes() -> None:
    """Tell the mail intake, which knows no database, what it accepts (DATA/mail-in.json).

    Called by whoever changes a mailbox or the option `mail.max_mb`, and by the worker when it starts.
    """
    active = sorted((row for row in own_addresses().by_address.values() if row.is_active), key=lambda row: row.pk)
    found = recipients.Settings(
        mailboxes=tuple(recipients.normal(row.address) for row in active),
        max_bytes=int(options.get("mail.max_mb")) << 20,
        hostname=urlsplit(settings.BASE_URL).hostname or "localhost",
    )
    recipients.publish(settings.DATA, found)
