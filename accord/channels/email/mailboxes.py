"""Making and changing mailboxes, and telling the mail intake about them."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.channels.email.happenings import MailboxChanged, MailboxMade
from accord.channels.email.models import Mailbox
from accord.channels.email.own_addresses import publish_mailboxes
from accord.core import secrets
from accord.core.errors import Conflict, Invalid
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.events.recording import record
from accord.messaging.pages import Line
from accord.people.employing import demand_admin
from accord.people.happenings import OptionChanged
from accord.people.inviting import mail_address
from accord.people.models import Address, Department, Person
from accord.people.models.person import PersonKind

SECURITIES = {
    "starttls": _("Encrypted after greeting (STARTTLS), mostly port 587"),
    "tls": _("Encrypted from the start (TLS), mostly port 465"),
    "none": _("Not encrypted; only inside your own network"),
}
FIELDS = (
    "address",
    "name",
    "department_id",
    "language",
    "acknowledge",
    "signature",
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "smtp_user",
    "is_active",
    "canary",
    "grant_id",
    "provider_id",
)
WAY_OUT = frozenset(
    {"address", "smtp_host", "smtp_port", "smtp_security", "smtp_user", "secret", "grant_id", "provider_id"}
)


def make(*, by: Person, password: str = "", **fields: Any) -> Mailbox:
    """A new mailbox; `fields` are of FIELDS, `address` and `department_id` are owed.

    Raises Invalid (with the field as its detail), Conflict (the address is taken), NotAllowed.
    """
    demand_admin(by)
    values = _checked(fields, None)
    mailbox = Mailbox(**values, secret=secrets.encrypt(password))
    with transaction.atomic():
        mailbox.save()
        record(MailboxMade(mailbox=mailbox.pk, by_id=by.pk, set=values))
    return mailbox


def change(mailbox: Mailbox, *, by: Person, password: str | None = None, **fields: Any) -> None:
    """Change the named fields; a `password` of None stays as it is. A changed way out has to be tested anew.

    Raises as `make` does.
    """
    demand_admin(by)
    values = _checked(fields, mailbox)
    with transaction.atomic():
        mailbox.refresh_from_db()
        changed = {name: value for name, value in values.items() if getattr(mailbox, name) != value}
        told: dict[str, Any] = dict(changed)
        if password is not None and password != secrets.decrypt(mailbox.secret):
            changed["secret"], told["password"] = secrets.encrypt(password), True
        if not changed:
            return
        if WAY_OUT & set(changed):
            changed["tested_at"], changed["last_error"] = None, ""
        if "address" in changed:
            changed["plus_works"] = None
        for name, value in changed.items():
            setattr(mailbox, name, value)
        mailbox.save(update_fields=list(changed))
        record(MailboxChanged(mailbox=mailbox.pk, by_id=by.pk, set=told))


def lines() -> list[Line]:
    """Our mailboxes for Today."""
    rows = Mailbox.objects.filter(is_active=True)
    return [
        Line(row.address, row.last_in_at, row.last_error, reverse("mailbox", args=[row.pk])) for row in rows
    ]


def _checked(fields: dict[str, Any], mailbox: Mailbox | None) -> dict[str, Any]:
    if unknown := set(fields) - set(FIELDS):
        raise Invalid(", ".join(sorted(unknown)))
    values = dict(fields)
    if mailbox is None or "address" in values:
        values["address"] = _address(str(values.get("address", "")), mailbox)
    placed = mailbox is not None and "department_id" not in values
    if not placed and not Department.objects.filter(pk=values.get("department_id") or 0).exists():
        raise Invalid("department_id", sentence=_("Choose a department."))
    if values.get("language") and values["language"] not in dict(settings.LANGUAGES):
        raise Invalid("language", sentence=_("Choose a language."))
    if not 1 <= int(values.get("smtp_port", 587)) <= 65535:
        raise Invalid("smtp_port", sentence=_("A port is a number from 1 to 65535."))
    if values.get("smtp_security", "none") not in SECURITIES:
        raise Invalid("smtp_security", sentence=_("Choose how the connection is secured."))
    return values


def _address(text: str, mailbox: Mailbox | None) -> str:
    try:
        address = mail_address(text)
    except Invalid as error:
        raise Invalid("address", sentence=_("Write the address that customers write to.")) from error
    if Mailbox.objects.filter(address__iexact=address).exclude(pk=mailbox.pk if mailbox else 0).exists():
        raise Conflict("address", sentence=_("There is a mailbox of this address already."))
    if Address.objects.filter(email=address, person__kind=PersonKind.AGENT).exists():
        raise Conflict(
            "address", sentence=_("This is an agent's own address; a mailbox needs one for itself.")
        )
    return address


def _publish(event: Event) -> None:
    publish_mailboxes()


def _concerns_intake(happening: object) -> bool:
    return not isinstance(happening, OptionChanged) or happening.option == "mail.max_mb"


PUBLISH = Effect(
    "publish-mailboxes",
    (MailboxMade, MailboxChanged, OptionChanged),
    _publish,
    due=_concerns_intake,
    leaves=False,
)
