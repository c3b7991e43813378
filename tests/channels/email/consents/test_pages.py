"""Connecting a mailbox with a consent: the pages, and the whole way over a real authorization server."""

import html
import re
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.test import Client

from accord.channels.email import consents
from accord.channels.email.models import Mailbox, MailSource, OAuthGrant
from accord.core import secrets
from tests.channels.email.consents.provider import Provider, authorization_server
from tests.world import World


@pytest.fixture
def provider() -> Iterator[Provider]:
    with authorization_server() as provider:
        yield provider


@pytest.fixture
def mailbox(world: World) -> Mailbox:
    made = Mailbox.objects.create(
        address="support@example.com", department=world.support, smtp_host="127.0.0.1", smtp_port=9
    )
    MailSource.objects.create(
        mailbox=made, host="127.0.0.1", user=made.address, auth="xoauth2", is_active=False
    )
    return made


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def client_of(provider: Provider, /, **more: str) -> dict[str, str]:
    return {
        "provider": "oidc",
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "authorize_url": f"{provider.url}/authorize",
        "token_url": f"{provider.url}/token",
        "scopes": "email offline_access",
        "account": "support@example.com",
        **more,
    }


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:  # type: ignore[override]
        return None


def agreed(url: str) -> str:
    """The person says yes on the provider's page; where the browser is sent then, as a path."""
    try:
        build_opener(_Stay).open(Request(url))
    except HTTPError as redirect:
        parts = urlsplit(redirect.headers["Location"])
        return f"{parts.path}?{parts.query}"
    raise AssertionError("no redirect")


def page(mailbox: Mailbox) -> str:
    return f"/settings/mailboxes/{mailbox.pk}/consent/"


def connect_url(omar: Client, mailbox: Mailbox) -> str:
    """Where the button leads."""
    match = re.search(r'href="(http[^"]+/authorize\?[^"]+)"', omar.get(page(mailbox)).content.decode())
    assert match
    return html.unescape(match[1])


def test_the_whole_way(provider: Provider, omar: Client, mailbox: Mailbox) -> None:
    assert "/settings/mailboxes/consent/" in omar.get(page(mailbox)).content.decode()
    assert omar.post(page(mailbox), client_of(provider)).status_code == 303
    url = connect_url(omar, mailbox)
    query = parse_qs(urlsplit(url).query)
    assert query["code_challenge_method"] == ["S256"] and query["login_hint"] == ["support@example.com"]
    back = omar.get(agreed(url))
    assert (back.status_code, back["Location"]) == (303, f"/settings/mailboxes/{mailbox.pk}/?connected=yes")
    grant, source = OAuthGrant.objects.get(), MailSource.objects.get()
    assert consents.access_token(grant.pk) == "access-1"
    assert source.is_active and source.grant == grant
    mailbox.refresh_from_db()
    assert mailbox.grant == grant
    shown = omar.get(page(mailbox)).content.decode()
    assert "Connected since" in shown
    assert (
        provider.client_secret not in shown and secrets.decrypt(grant.client_secret) == provider.client_secret
    )


def test_a_way_back_counts_once_and_only_where_it_was_begun(
    provider: Provider, omar: Client, mailbox: Mailbox, world: World
) -> None:
    omar.post(page(mailbox), client_of(provider))
    back = agreed(connect_url(omar, mailbox))
    stranger = Client()
    stranger.force_login(world.omar)
    assert stranger.get(back).status_code == 400
    assert omar.get(back.replace("state=", "state=x")).status_code == 400
    assert OAuthGrant.objects.get().granted_at is None
    assert omar.get(back).status_code == 303
    assert omar.get(back).status_code == 400
    assert len(provider.asked) == 1


def test_a_person_who_says_no(provider: Provider, omar: Client, mailbox: Mailbox) -> None:
    omar.post(page(mailbox), client_of(provider))
    state = parse_qs(urlsplit(connect_url(omar, mailbox)).query)["state"][0]
    back = omar.get(f"/settings/mailboxes/consent/?state={state}&error=access_denied")
    assert "failed=access_denied" in back["Location"]
    assert "access_denied" in omar.get(back["Location"]).content.decode()


@pytest.mark.parametrize("fault", ["invalid_grant", "503"])
def test_a_provider_that_gives_no_token(
    provider: Provider, omar: Client, mailbox: Mailbox, fault: str
) -> None:
    omar.post(page(mailbox), client_of(provider))
    back = agreed(connect_url(omar, mailbox))
    provider.fault = fault
    answer = omar.get(back)
    assert "failed=" in answer["Location"]
    assert OAuthGrant.objects.get().granted_at is None
    assert not MailSource.objects.get().is_active


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"client_id": ""}, "client_id"),
        ({"token_url": "http://id.example.com/token"}, "token_url"),
        ({"authorize_url": "javascript:alert(1)"}, "authorize_url"),
        ({"secret_ends_on": "soon"}, "secret_ends_on"),
        ({"provider": "google", "client_secret": ""}, "client_secret"),
        ({"provider": "microsoft", "tenant": "../common"}, "tenant"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    provider: Provider, omar: Client, mailbox: Mailbox, more: dict[str, str], field: str
) -> None:
    answer = omar.post(page(mailbox), client_of(provider, **more))
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.content.decode()
    assert not OAuthGrant.objects.exists()


def test_the_directory_of_microsoft_stands_in_its_addresses(
    provider: Provider, omar: Client, mailbox: Mailbox
) -> None:
    omar.post(page(mailbox), client_of(provider, provider="microsoft", tenant="example.onmicrosoft.com"))
    grant = OAuthGrant.objects.get()
    assert grant.token_url == "https://login.microsoftonline.com/example.onmicrosoft.com/oauth2/v2.0/token"
    assert "offline_access" in grant.scopes


def test_another_account_needs_a_new_consent(provider: Provider, omar: Client, mailbox: Mailbox) -> None:
    omar.post(page(mailbox), client_of(provider))
    omar.get(agreed(connect_url(omar, mailbox)))
    omar.post(page(mailbox), client_of(provider, client_secret="", secret_ends_on="2027-05-31"))
    assert OAuthGrant.objects.get().granted_at is not None
    omar.post(page(mailbox), client_of(provider, account="sales@example.com"))
    grant = OAuthGrant.objects.get()
    assert grant.granted_at is None and not grant.access_token
    with pytest.raises(consents.ConsentLost):
        consents.access_token(grant.pk)
