"""One-time links: the way in for whoever has no password yet or no longer. They work once and for a day.

Only a digest is stored, so neither the database nor a backup opens an account.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import NotFound
from accord.events.recording import record
from accord.people.happenings import LinkMade
from accord.people.models import OneTimeLink, Person

LIFETIME = timedelta(hours=24)
INVITATION, PASSWORD_RESET, SIGN_IN = "invitation", "password_reset", "sign_in"


class LinkGone(NotFound):
    """It was used, is too old, was replaced by a newer one, or never existed."""

    key = "link_gone"
    sentence = _("This link no longer works. It was used already, or it is older than a day.")


def make(person: Person, purpose: str, *, by: Person) -> str:
    """The token of a new link; unused ones of the same purpose cease to work. Stands in the link only, never stored."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    with transaction.atomic():
        OneTimeLink.objects.filter(person=person, purpose=purpose, used_at__isnull=True).update(used_at=now)
        OneTimeLink.objects.create(
            person=person, purpose=purpose, digest=digest(token), expires_at=now + LIFETIME
        )
        record(LinkMade(person=person.pk, by_id=by.pk, purpose=purpose))
    return token


def find(token: str) -> OneTimeLink:
    """The link that still works, with its person; nothing is changed. Raises LinkGone."""
    link = OneTimeLink.objects.select_related("person").filter(digest=digest(token)).first()
    if (
        link is None
        or link.used_at is not None
        or link.expires_at <= clock.now()
        or not link.person.is_active
    ):
        raise LinkGone
    return link


def use(token: str) -> Person:
    """Use the link up and give its person; of two who come at once only one gets in. Raises LinkGone."""
    link = find(token)
    with transaction.atomic():
        taken = OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now())
        if not taken:
            raise LinkGone
    return link.person


def drop_all(person: Person) -> None:
    """Let no unused link of the person work any more; inside the caller's transaction."""
    OneTimeLink.objects.filter(person=person, used_at__isnull=True).update(used_at=clock.now())


def digest(text: str) -> str:
    """What is stored of a token: its SHA-256. A token has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(text.encode()).hexdigest()
