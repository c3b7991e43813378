"""Secrets that requests carry: kept sealed, named in headers and bodies, filled in only when a request is sent."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.automation.models import HttpSecret
from accord.core import clock, secrets
from accord.core.errors import Invalid
from accord.people.employing import demand_admin
from accord.people.models import Person

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAMED = re.compile(r"\{secret\.([a-z0-9_]+)\}", re.IGNORECASE)
LONGEST = 2_000


class NoSecret(LookupError):
    """A request names a secret that is not there (any more)."""


def keep(name: str, value: str, *, by: Person) -> None:
    """Keep a secret under that name; one that stands is replaced. Raises Invalid, NotAllowed."""
    demand_admin(by)
    name, value = name.strip().lower(), value.strip()
    if not NAME.fullmatch(name):
        raise Invalid("name", sentence=_("A name is one word of small letters, digits and _."))
    if not value or len(value) > LONGEST or not value.isprintable():
        raise Invalid("value", sentence=_("Write the secret on one line."))
    with transaction.atomic():
        HttpSecret.objects.update_or_create(
            name=name, defaults={"secret": secrets.encrypt(value), "changed_at": clock.now()}
        )


def drop(name: str, *, by: Person) -> None:
    """Forget a secret; requests that name it fail from now on. Raises NotAllowed."""
    demand_admin(by)
    HttpSecret.objects.filter(name=name).delete()


def filled(text: str) -> str:
    """The text with its secrets. Raises NoSecret, secrets.Unreadable."""
    if "{secret." not in text.lower():
        return text
    names = {name.lower() for name in _NAMED.findall(text)}
    values = {row.name: secrets.decrypt(row.secret) for row in HttpSecret.objects.filter(name__in=names)}
    for name in names:
        if name not in values:
            raise NoSecret(name)
    return _NAMED.sub(lambda found: values[found[1].lower()], text)
