"""A fresh access token of a consent: fetched ahead of its expiry, by one process at a time.

Whoever finds a token near its end claims the right to fetch the next one by a compare-and-set on the row, which holds
on both databases and over several machines. The others go on with the present token as long as it is good, and wait
for the new one only when it is not.
"""

import time
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.channels.email.consents import endpoint
from accord.channels.email.consents.endpoint import Refused, TokenUnavailable
from accord.channels.email.models import OAuthGrant
from accord.core import clock, secrets
from accord.core.errors import AccordError

__all__ = ["ConsentLost", "TokenUnavailable", "access_token", "keep", "refresh", "reject", "xoauth2"]

AHEAD = timedelta(minutes=10)  # tokens live an hour; the next one is fetched so long before
CLAIM = timedelta(seconds=60)  # longer than a request may take; after that somebody else may try
PAUSE_S = 0.1
LIFE = timedelta(hours=1)  # of a token whose answer does not say


class ConsentLost(AccordError):
    """The provider does not accept the consent any more. Only a person can give it again."""

    key = "consent_lost"
    status = 409
    sentence = _("The provider does not accept the consent of %(account)s any more. It said: %(words)s")
    cure = _(
        "Open the mailbox in Settings and connect it anew. Until then mail waits where it is; nothing is lost."
    )


def access_token(grant_id: int) -> str:
    """A token that is good for some minutes at least.

    Raises ConsentLost when a person has to consent anew, TokenUnavailable (an OSError) when the provider cannot be
    asked now. Call it outside of transactions: it may wait for another server.
    """
    until = time.monotonic() + CLAIM.total_seconds()
    while True:
        grant = OAuthGrant.objects.filter(pk=grant_id).first()
        if grant is None or grant.granted_at is None:
            raise ConsentLost(account=grant.account if grant else "?", words="not given")
        if grant.lost_at is not None:
            raise ConsentLost(account=grant.account, words=grant.last_error)
        now = clock.now()
        left = (grant.expires_at - now) if grant.expires_at and grant.access_token else timedelta(0)
        if left > AHEAD:
            return secrets.decrypt(grant.access_token)
        if _claim(grant):
            return _fetched(grant, still_good=left > timedelta(0))
        if left > timedelta(0):  # somebody else is fetching the next one
            return secrets.decrypt(grant.access_token)
        if time.monotonic() > until:
            raise TokenUnavailable("another process has been asking for a token for a minute")
        time.sleep(PAUSE_S)


def refresh(grant: OAuthGrant) -> None:
    """Fetch the next token now, unless somebody else does. Raises as `access_token` does."""
    if _claim(grant):
        _fetched(grant, still_good=False)


def reject(grant_id: int, token: str) -> None:
    """A mail server refused this token although it should be good: the next `access_token` fetches another one."""
    grant = OAuthGrant.objects.filter(pk=grant_id).first()
    if grant is not None and grant.access_token and secrets.decrypt(grant.access_token) == token:
        OAuthGrant.objects.filter(pk=grant_id, access_token=grant.access_token).update(expires_at=clock.now())


def keep(grant: OAuthGrant, answer: dict[str, Any]) -> None:
    """Store what the provider's token endpoint answered; a refresh token that it does not repeat stays."""
    now = clock.now()
    seconds = endpoint.seconds(answer)
    grant.access_token = secrets.encrypt(str(answer["access_token"]))
    if answer.get("refresh_token"):
        grant.refresh_token = secrets.encrypt(str(answer["refresh_token"]))
    grant.expires_at = now + (timedelta(seconds=seconds) if seconds else LIFE)
    ends = endpoint.seconds(answer, "refresh_token_expires_in")
    grant.refresh_ends_at = now + timedelta(seconds=ends) if ends else None
    grant.refreshed_at = now
    grant.last_error, grant.error_since, grant.lost_at, grant.refreshing_until = "", None, None, None


TOKENS = (
    "access_token",
    "refresh_token",
    "expires_at",
    "refresh_ends_at",
    "refreshed_at",
    "refreshing_until",
    "last_error",
    "error_since",
    "lost_at",
)


def xoauth2(user: str, token: str) -> str:
    """The answer to AUTH XOAUTH2, before base64 (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol)."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _claim(grant: OAuthGrant) -> bool:
    """Take the right to ask the provider; only one gets it, and it is given back by storing the answer."""
    now = clock.now()
    free = OAuthGrant.objects.filter(
        Q(refreshing_until__isnull=True) | Q(refreshing_until__lt=now), pk=grant.pk
    )
    # Whoever was faster has changed the row: its token is not the one that we saw.
    return bool(
        free.filter(access_token=grant.access_token, lost_at=None).update(refreshing_until=now + CLAIM)
    )


def _fetched(grant: OAuthGrant, *, still_good: bool) -> str:
    try:
        answer = endpoint.refresh(grant)
    except Refused as error:
        _failed(grant, str(error), lost=True)
        raise ConsentLost(account=grant.account, words=str(error)) from error
    except TokenUnavailable as error:
        _failed(grant, str(error), lost=False)
        if still_good:
            return secrets.decrypt(grant.access_token)
        raise
    except secrets.Unreadable as error:
        _failed(grant, str(error), lost=True)
        raise ConsentLost(account=grant.account, words=str(error)) from error
    keep(grant, answer)
    grant.save(update_fields=TOKENS)
    return str(answer["access_token"])


def _failed(grant: OAuthGrant, words: str, *, lost: bool) -> None:
    now = clock.now()
    grant.last_error, grant.refreshing_until = words[:500], None
    grant.error_since = grant.error_since or now
    grant.lost_at = now if lost else None
    grant.save(update_fields=["last_error", "refreshing_until", "error_since", "lost_at"])
