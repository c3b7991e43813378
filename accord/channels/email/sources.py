"""Saying where a mailbox's mail is fetched from. The fetching itself is in `fetching`."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.channels.email.happenings import MailboxChanged
from accord.channels.email.models import Mailbox, MailSource
from accord.channels.email.models.source import Auth, SourceKind
from accord.core import secrets
from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person

SECURITIES = ("none", "starttls", "tls")
FIELDS = ("kind", "host", "port", "security", "user", "auth", "folders", "after_fetch", "begin")
LONGEST_DAYS = 3650


def first_of(mailbox: Mailbox) -> MailSource | None:
    """The source that the mailbox's page shows."""
    return MailSource.objects.filter(mailbox=mailbox).order_by("id").first()


def begun(source: MailSource | None) -> bool:
    """Whether it was connected already: then nobody asks any more what happens to the mail that lay there."""
    return source is not None and source.read_folders.exists()


def put(mailbox: Mailbox, *, by: Person, password: str | None = None, **fields: Any) -> MailSource:
    """Make the mailbox's source, or change it; a `password` of None stays as it is.

    Raises Invalid (with the field as its detail), NotAllowed.
    """
    demand_admin(by)
    values = _checked(fields)
    with transaction.atomic():
        source = first_of(mailbox) or MailSource(mailbox=mailbox)
        before = {name: getattr(source, name) for name in values} if source.pk else {}
        told: dict[str, Any] = {name: value for name, value in values.items() if before.get(name) != value}
        if password is not None and (source.pk is None or password != _present(source)):
            source.secret, told["password"] = secrets.encrypt(password), True
        grant_id = mailbox.grant_id if values["auth"] == Auth.XOAUTH2 else None
        # Without its consent there is nothing to sign in with; giving it switches the source on.
        active = values["auth"] != Auth.XOAUTH2 or grant_id is not None
        if (source.grant_id, source.is_active) != (grant_id, active):
            source.grant_id, source.is_active = grant_id, active
            told["source_active"] = active
        if not told and source.pk:
            return source
        for name, value in values.items():
            setattr(source, name, value)
        source.last_error, source.error_words, source.error_since = "", "", None
        source.save()
        record(MailboxChanged(mailbox=mailbox.pk, by_id=by.pk, set={"source": told}))
    return source


def drop(mailbox: Mailbox, *, by: Person) -> None:
    """Fetch nothing any more. What was fetched stays; the source is switched off, so that it can be taken up again."""
    demand_admin(by)
    with transaction.atomic():
        if MailSource.objects.filter(mailbox=mailbox, is_active=True).update(is_active=False):
            record(MailboxChanged(mailbox=mailbox.pk, by_id=by.pk, set={"source": None}))


def _present(source: MailSource) -> str:
    try:
        return secrets.decrypt(source.secret)
    except secrets.Unreadable:
        return ""


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - set(FIELDS):
        raise Invalid(", ".join(sorted(unknown)))
    values = dict(fields)
    if values.get("kind") not in SourceKind.values:
        raise Invalid("kind", sentence=_("Choose how mail is fetched."))
    if not values.get("host") or any(sign.isspace() or sign in "/@" for sign in values["host"]):
        raise Invalid("host", sentence=_("Write the name of the server, such as imap.example.com."))
    if not 1 <= int(values.get("port") or 0) <= 65535:
        raise Invalid("port", sentence=_("A port is a number from 1 to 65535."))
    if values.get("security") not in SECURITIES:
        raise Invalid("security", sentence=_("Choose how the connection is secured."))
    if values.get("auth") not in Auth.values:
        raise Invalid("auth", sentence=_("Choose how to sign in."))
    if not values.get("user") or not values["user"].isascii():  # IMAP and POP3 know no other letters there
        raise Invalid("user", sentence=_("Write the name to sign in with; mostly it is the address."))
    after = values.get("after_fetch", "keep")
    if after == "move:" or (after not in ("keep", "delete") and not after.startswith("move:")):
        raise Invalid("after_fetch", sentence=_("Name the folder to move fetched mail to."))
    begin = str(values.get("begin", "now"))
    _check_begin(begin)
    if values["kind"] == SourceKind.POP3:
        _check_pop3(begin, after)
    return values


def _check_begin(begin: str) -> None:
    days = begin.removeprefix("days:")
    if begin not in ("now", "unread") and not (
        begin.startswith("days:") and days.isdecimal() and 1 <= int(days[:5]) <= LONGEST_DAYS
    ):
        raise Invalid("begin", sentence=_("Write a number of days from 1 to 3650."))


def _check_pop3(begin: str, after: str) -> None:
    """POP3 knows neither what was read nor folders (RFC 1939)."""
    if begin == "unread":
        raise Invalid("begin", sentence=_("POP3 does not know which mail was read. Begin now, or bring the last days."))
    if after.startswith("move:"):
        raise Invalid("after_fetch", sentence=_("POP3 knows no folders. Leave the mail there, or delete it."))
