"""Asking for a consent: which client of the provider asks, the way to its page and back, and what that gave."""

import secrets as random
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.channels.email.consents import endpoint
from accord.channels.email.consents.endpoint import Refused, TokenUnavailable
from accord.channels.email.consents.providers import MICROSOFT, providers
from accord.channels.email.consents.tokens import TOKENS, keep
from accord.channels.email.happenings import MailboxChanged
from accord.channels.email.models import Mailbox, MailSource, OAuthGrant
from accord.channels.email.models.source import Auth
from accord.core import clock, secrets
from accord.core.errors import AccordError, Invalid
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person


class ConsentFailed(AccordError):
    """The provider gave no tokens; `words` are its own."""

    key = "consent_failed"
    status = 422
    sentence = _("The provider gave no consent: %(words)s")


@dataclass(frozen=True)
class Client:
    """How a provider knows us, as a person typed it. An empty secret keeps the stored one.

    `tenant` is Microsoft's directory; `authorize_url`, `token_url` and `scopes` are asked only for other providers.
    """

    provider: str
    client_id: str
    client_secret: str = ""
    secret_ends_on: date | None = None
    account: str = ""
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    scopes: str = ""


@dataclass(frozen=True)
class Way:
    """The address of the provider's page, and what has to be remembered until the person comes back."""

    url: str
    state: str
    verifier: str


def redirect_address() -> str:
    """Where the provider sends the person back to; it is registered there, letter by letter."""
    return f"{settings.BASE_URL}{reverse('mailbox-consented')}"


def register(mailbox: Mailbox, client: Client, *, by: Person) -> OAuthGrant:
    """Store the client with which this mailbox asks. Another client or account needs a new consent.

    Raises Invalid (with the field as its detail), NotAllowed.
    """
    demand_admin(by)
    values = _checked(client, mailbox)
    with transaction.atomic():
        grant = mailbox.grant or OAuthGrant()
        anew = any(getattr(grant, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(grant, name, value)
        grant.secret_ends_on = client.secret_ends_on
        if client.client_secret:
            grant.client_secret = secrets.encrypt(client.client_secret)
        if providers[client.provider].needs_secret and not grant.client_secret:
            raise Invalid(
                "client_secret", sentence=_("Write the client secret that the provider shows once.")
            )
        if anew:
            grant.access_token, grant.refresh_token, grant.granted_at, grant.expires_at = "", "", None, None
            grant.last_error, grant.error_since, grant.lost_at = "", None, None
        grant.save()
        if mailbox.grant_id != grant.pk:
            mailbox.grant = grant
            mailbox.save(update_fields=["grant"])
        record(
            MailboxChanged(mailbox=mailbox.pk, by_id=by.pk, set={"consent": {**values, "asked_anew": anew}})
        )
    return grant


def way(grant: OAuthGrant) -> Way:
    """A fresh way to the provider's page (RFC 6749 with PKCE, RFC 7636)."""
    state, verifier = random.token_urlsafe(24), random.token_urlsafe(48)
    return Way(endpoint.consent_url(grant, redirect_address(), state, verifier), state, verifier)


def given(grant: OAuthGrant, code: str, verifier: str, *, by: Person) -> None:
    """The person came back with a code: fetch the tokens and begin to use them. Raises ConsentFailed, NotAllowed."""
    demand_admin(by)
    try:
        answer = endpoint.exchange(grant, redirect_address(), code, verifier)
    except (Refused, TokenUnavailable, secrets.Unreadable) as error:
        raise ConsentFailed(words=str(error)) from error
    if not answer.get("refresh_token"):
        raise ConsentFailed(words="no refresh token")
    keep(grant, answer)
    grant.granted_at = clock.now()
    with transaction.atomic():
        grant.save(update_fields=[*TOKENS, "granted_at"])
        for mailbox in Mailbox.objects.filter(grant=grant):
            Mailbox.objects.filter(pk=mailbox.pk).update(last_error="", tested_at=None)
            MailSource.objects.filter(mailbox=mailbox, auth=Auth.XOAUTH2).update(
                grant=grant, is_active=True, last_error="", error_words="", error_since=None
            )
            record(MailboxChanged(mailbox=mailbox.pk, by_id=by.pk, set={"consent": "given"}))


def _checked(client: Client, mailbox: Mailbox) -> dict[str, str]:
    provider = providers.get(client.provider)
    if provider is None:
        raise Invalid("provider", sentence=_("Choose a provider."))
    if not client.client_id:
        raise Invalid("client_id", sentence=_("Write the client id that the provider shows."))
    tenant = client.tenant.strip() or "common"
    if provider is MICROSOFT and not tenant.replace("-", "").replace(".", "").isalnum():
        raise Invalid("tenant", sentence=_("A directory is named by its id or by its domain."))
    own = provider is MICROSOFT and tenant != "common"
    values = {
        "provider": provider.key,
        "client_id": client.client_id,
        "account": client.account or mailbox.address,
        "issuer": tenant if own else "",
        "authorize_url": provider.authorize_url or client.authorize_url,
        "token_url": provider.token_url or client.token_url,
        "scopes": provider.scopes if provider.authorize_url else client.scopes or provider.scopes,
    }
    for name in ("authorize_url", "token_url"):
        if own:
            values[name] = values[name].replace("/common/", f"/{tenant}/")
        if not endpoint.acceptable(values[name]) or not urlsplit(values[name]).path:
            raise Invalid(name, sentence=_("Write an address that begins with https://"))
    return values
