"""Connecting a mailbox with a consent: what to register at the provider, the way to its page, and the way back."""

import hmac
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.channels.email.consents import granting
from accord.channels.email.consents.granting import Client, ConsentFailed
from accord.channels.email.consents.providers import providers
from accord.channels.email.models import Mailbox, OAuthGrant
from accord.channels.email.presets import for_address
from accord.channels.email.views import mailbox_of, reader_of
from accord.core.errors import Invalid
from accord.messaging.pages import Page, Shown

_PENDING = "mail-consents"
_MOST_PENDING = 5
FIELDS = (
    "provider",
    "client_id",
    "account",
    "tenant",
    "authorize_url",
    "token_url",
    "scopes",
    "secret_ends_on",
)


def consent(request: HttpRequest, number: int) -> Shown:
    """Register our client, then lead to the provider's page. Raises NotFound."""
    mailbox = mailbox_of(number)
    errors: dict[str, str] = {}
    values = _values(request, mailbox)
    if request.method == "POST":
        try:
            granting.register(
                mailbox, _client(values, request.POST.get("client_secret", "")), by=reader_of(request)
            )
        except Invalid as error:
            errors[error.detail] = str(error)
        else:
            return Shown(go_to=f"{reverse('mailbox-consent', args=[number])}?ready=yes#connect")
    provider = providers.get(values["provider"]) or providers["oidc"]
    grant = mailbox.grant if not errors else None
    context: dict[str, Any] = {
        "mailbox": mailbox,
        "grant": grant,
        "provider": provider,
        "providers": [each for _key, each in providers.items()],
        "values": values,
        "errors": errors,
        "redirect": granting.redirect_address(),
        "connect_url": _way(request, grant) if grant else "",
        "has_secret": bool(grant and grant.client_secret),
        "failed": request.GET.get("failed", "")[:500],
    }
    return Shown("email/consent.html", context, status=422 if errors else 200)


def consented(request: HttpRequest) -> Shown:
    """The provider sent the person back here. What came is believed only with the state that we gave away.

    A GET that changes something: the protocol leaves no other way, and the state, kept in the session, proves that this
    person began it here.
    """
    pending = request.session.get(_PENDING, {})
    given = request.GET.get("state", "")
    state = next((one for one in pending if hmac.compare_digest(one.encode(), given.encode())), "")
    if not state:
        return Shown("email/consent_lost.html", {}, status=400)
    kept = pending.pop(state)
    request.session[_PENDING] = pending
    mailbox = Mailbox.objects.select_related("grant").filter(grant_id=kept["grant"]).order_by("id").first()
    if mailbox is None or mailbox.grant is None:
        return Shown("email/consent_lost.html", {}, status=400)
    where = reverse("mailbox-consent", args=[mailbox.pk])
    if not request.GET.get("code"):
        return _failed(request, where, request.GET.get("error_description") or request.GET.get("error", ""))
    try:
        granting.given(mailbox.grant, request.GET["code"], kept["verifier"], by=reader_of(request))
    except ConsentFailed as error:
        return _failed(request, where, str(error.gaps["words"]))
    return Shown(go_to=f"{reverse('mailbox', args=[mailbox.pk])}?connected=yes")


def _failed(request: HttpRequest, where: str, words: str) -> Shown:
    from urllib.parse import urlencode

    return Shown(go_to=f"{where}?{urlencode({'failed': words[:300] or '?'})}#connect")


def _way(request: HttpRequest, grant: OAuthGrant) -> str:
    """The address of the provider's page; what has to be remembered until the way back goes into the session."""
    way = granting.way(grant)
    pending = dict(list(request.session.get(_PENDING, {}).items())[-_MOST_PENDING + 1 :])
    pending[way.state] = {"grant": grant.pk, "verifier": way.verifier}
    request.session[_PENDING] = pending
    return way.url


def _values(request: HttpRequest, mailbox: Mailbox) -> dict[str, str]:
    if request.method == "POST":
        return {name: request.POST.get(name, "").strip() for name in FIELDS}
    grant = mailbox.grant
    if grant is None:
        asked = request.GET.get("provider", "") or for_address(mailbox.address).consent or _like_host(mailbox)
        similar = OAuthGrant.objects.filter(provider=asked).order_by("-id").first()
        provider = providers.get(asked) or providers["oidc"]
        return {
            **dict.fromkeys(FIELDS, ""),
            "provider": provider.key,
            "account": mailbox.address,
            "scopes": provider.scopes,
            "client_id": similar.client_id if similar else "",
            "tenant": similar.issuer if similar else "",
        }
    ends = grant.secret_ends_on.isoformat() if grant.secret_ends_on else ""
    named = {name: getattr(grant, name) for name in FIELDS if name not in ("tenant", "secret_ends_on")}
    return {**named, "tenant": grant.issuer, "secret_ends_on": ends}


def _like_host(mailbox: Mailbox) -> str:
    """The provider whose servers this mailbox names."""
    host = mailbox.smtp_host
    return (
        "google" if host.endswith("gmail.com") else "microsoft" if host.endswith("office365.com") else "oidc"
    )


def _client(values: dict[str, str], secret: str) -> Client:
    try:
        ends = date.fromisoformat(values["secret_ends_on"]) if values["secret_ends_on"] else None
    except ValueError as error:
        raise Invalid("secret_ends_on", sentence=_("Write a day such as 2027-05-31.")) from error
    named = {name: values[name] for name in FIELDS if name != "secret_ends_on"}
    return Client(**named, client_secret=secret.strip(), secret_ends_on=ends)


PAGES = (
    Page("mailboxes/<int:number>/consent/", "mailbox-consent", consent),
    Page("mailboxes/consent/", "mailbox-consented", consented),
)
