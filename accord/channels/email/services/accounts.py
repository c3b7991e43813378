"""Accounts at mail services: made, changed, and the secret addresses that the service calls."""

import hmac
import json
import secrets as random
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.channels.email.happenings import MailServiceChanged
from accord.channels.email.models import ProviderAccount
from accord.channels.email.services.registry import Service, services
from accord.core import clock, secrets
from accord.core.errors import Invalid
from accord.core.registry import UnknownKey
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person

INCOMING, TRACKING = "incoming", "tracking"


def make(key: str, values: Mapping[str, str], *, by: Person, name: str = "") -> ProviderAccount:
    """A new account. Raises Invalid (with the setting as its detail), NotAllowed."""
    demand_admin(by)
    try:
        service = services[key]
    except UnknownKey as error:
        raise Invalid("service", sentence=_("Choose a service.")) from error
    if not service.usable:
        raise Invalid("service", sentence=_("This service needs a package that is not installed here."))
    kept = _checked(service, values, {})
    account = ProviderAccount(
        provider=key,
        name=name[:120],
        settings=secrets.encrypt(json.dumps(kept)),
        hook=secrets.encrypt(random.token_urlsafe(24)),
        created_at=clock.now(),
    )
    with transaction.atomic():
        account.save()
        record(
            MailServiceChanged(service=account.pk, by_id=by.pk, set={"provider": key, "names": sorted(kept)})
        )
    return account


def change(account: ProviderAccount, values: Mapping[str, str], *, by: Person, name: str = "") -> None:
    """Change the settings; an empty secret stays as it is. Raises Invalid, NotAllowed, Unreadable."""
    demand_admin(by)
    before = settings_of(account)
    kept = _checked(services[account.provider], values, before)
    changed = sorted(each for each in {*kept, *before} if kept.get(each) != before.get(each))
    if not changed and account.name == name:
        return
    account.name, account.settings, account.last_refused_at = (
        name[:120],
        secrets.encrypt(json.dumps(kept)),
        None,
    )
    with transaction.atomic():
        account.save(update_fields=["name", "settings", "last_refused_at"])
        record(MailServiceChanged(service=account.pk, by_id=by.pk, set={"names": changed}))


def settings_of(account: ProviderAccount) -> dict[str, str]:
    """What was typed in. Raises Unreadable."""
    text = secrets.decrypt(account.settings)
    return dict(json.loads(text)) if text else {}


def address(account: ProviderAccount, which: str) -> str:
    """The address that the service calls, for INCOMING or TRACKING. Raises Unreadable."""
    path = reverse(f"mail-hook-{which}", args=[account.pk, secrets.decrypt(account.hook)])
    return f"{settings.BASE_URL}{path}"


def find(number: int, given: str) -> ProviderAccount | None:
    """The account whose secret address was called, or None."""
    account = ProviderAccount.objects.filter(pk=number).first()
    if account is None or account.provider not in services:
        return None
    try:
        expected = secrets.decrypt(account.hook)
    except secrets.Unreadable:
        return None
    return account if hmac.compare_digest(expected.encode(), given.encode()) else None


def _checked(service: Service, values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for setting in service.settings:
        given = values.get(setting.name, "").strip()
        value = given or (before.get(setting.name, "") if setting.secret else "")
        if setting.owed and not value:
            raise Invalid(setting.name, sentence=_("This is needed."))
        if not value.isascii():
            raise Invalid(setting.name, sentence=_("That value does not fit here."))
        if value:
            kept[setting.name] = value
    return kept
