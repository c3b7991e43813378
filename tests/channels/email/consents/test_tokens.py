"""Tokens of a consent: kept fresh by one process at a time, over HTTP against a token endpoint of our own."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from accord.channels.email.consents import ConsentLost, TokenUnavailable, access_token, xoauth2
from accord.channels.email.models import OAuthGrant
from accord.core import secrets
from tests.channels.email.consents.provider import Provider, authorization_server, grant_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Iterator[Provider]:
    with authorization_server() as provider:
        yield provider


def test_a_token_with_an_hour_left_is_used_as_it_is(provider: Provider) -> None:
    assert access_token(grant_at(provider).pk) == "access-0"
    assert provider.asked == []


@pytest.mark.parametrize("left_s", [300, -300, None])
def test_a_token_near_or_past_its_end_is_renewed(provider: Provider, left_s: float | None) -> None:
    grant = grant_at(provider, expires_in_s=left_s, last_error="down", error_since="2026-01-01T00:00:00Z")
    assert access_token(grant.pk) == "access-1"
    assert access_token(grant.pk) == "access-1"
    assert provider.refreshed == 1
    grant.refresh_from_db()
    assert secrets.decrypt(grant.refresh_token) == "refresh-1"
    assert (grant.last_error, grant.error_since, grant.refreshing_until) == ("", None, None)
    assert grant.refreshed_at is not None


def test_a_refresh_token_that_is_not_repeated_stays(provider: Provider) -> None:
    provider.rotate = False
    grant = grant_at(provider, expires_in_s=0)
    access_token(grant.pk)
    grant.refresh_from_db()
    assert secrets.decrypt(grant.refresh_token) == "refresh-0"


def test_no_token_is_stored_readable(provider: Provider) -> None:
    grant = grant_at(provider, expires_in_s=0)
    access_token(grant.pk)
    stored = OAuthGrant.objects.filter(pk=grant.pk).values().get()
    assert not [name for name, value in stored.items() if str(value).startswith(("access-", "refresh-"))]
    assert provider.client_secret not in str(stored)


def test_a_revoked_consent_is_lost_with_the_providers_words(provider: Provider) -> None:
    provider.refresh_token = "another"
    grant = grant_at(provider, expires_in_s=300)
    with pytest.raises(ConsentLost, match="support@example.com.*invalid_grant: said so"):
        access_token(grant.pk)
    with pytest.raises(ConsentLost):  # and is not asked again and again
        access_token(grant.pk)
    assert len(provider.asked) == 1
    grant.refresh_from_db()
    assert grant.lost_at is not None
    assert grant.error_since == grant.lost_at


@pytest.mark.parametrize("fault", ["503", "garbage", "temporarily_unavailable"])
def test_a_provider_that_is_down_leaves_the_present_token(provider: Provider, fault: str) -> None:
    provider.fault = fault
    grant = grant_at(provider, expires_in_s=300)
    assert access_token(grant.pk) == "access-0"
    grant.refresh_from_db()
    assert grant.last_error
    assert grant.error_since is not None
    assert grant.lost_at is None
    provider.fault = ""
    assert access_token(grant.pk) == "access-2"


@pytest.mark.parametrize("fault", ["503", "garbage"])
def test_without_a_good_token_a_provider_that_is_down_is_said(provider: Provider, fault: str) -> None:
    provider.fault = fault
    with pytest.raises(TokenUnavailable):
        access_token(grant_at(provider, expires_in_s=-1).pk)


def test_an_answer_without_a_lifetime_counts_for_an_hour(provider: Provider) -> None:
    provider.seconds = None
    grant = grant_at(provider, expires_in_s=0)
    access_token(grant.pk)
    assert access_token(grant.pk) == "access-1"


def test_a_token_goes_over_no_open_line(provider: Provider) -> None:
    grant = grant_at(provider, expires_in_s=0, token_url="http://mail.example.com/token")
    with pytest.raises(ConsentLost, match="not encrypted"):
        access_token(grant.pk)


def test_a_consent_that_was_deleted(provider: Provider) -> None:
    with pytest.raises(ConsentLost):
        access_token(4_711)


def test_who_died_while_asking_is_followed_by_another(provider: Provider) -> None:
    grant = grant_at(provider, expires_in_s=0, refreshing_until="2026-01-01T00:00:00Z")
    assert access_token(grant.pk) == "access-1"


def test_xoauth2_is_written_as_the_servers_read_it() -> None:
    assert xoauth2("a@example.com", "t") == "user=a@example.com\x01auth=Bearer t\x01\x01"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("left_s", [300, -300])
def test_of_eight_at_once_one_asks(provider: Provider, left_s: float) -> None:
    provider.slow_s = 0.3
    grant = grant_at(provider, expires_in_s=left_s)
    got: list[str] = []
    line = threading.Barrier(8)

    def ask() -> None:
        try:
            line.wait()
            got.append(access_token(grant.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert provider.refreshed == 1
    assert len(got) == 8
    assert set(got) == ({"access-0", "access-1"} if left_s > 0 else {"access-1"})
