"""Keeping all consents fresh although no mail may flow: a consent that was taken back is noticed within minutes."""

import contextlib

from accord.channels.email.consents.tokens import AHEAD, ConsentLost, TokenUnavailable, access_token
from accord.channels.email.models import OAuthGrant
from accord.core import clock


def freshen() -> int:
    """Renew the tokens that end soon; returns how many were looked at. What fails stands on the consent."""
    now = clock.now()
    soon = OAuthGrant.objects.filter(lost_at=None, granted_at__isnull=False, expires_at__lte=now + AHEAD)
    looked_at = 0
    for grant in soon:
        with contextlib.suppress(ConsentLost, TokenUnavailable):
            access_token(grant.pk)
        looked_at += 1
    return looked_at
