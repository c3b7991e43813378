"""Consents that a mailbox's owner gave at his mail provider, so that we may sign in without his password."""

from typing import ClassVar

from django.db import models


class OAuthGrant(models.Model):
    """One consent: at which provider, as which client of it, and the tokens that it gave.

    `client_secret`, `access_token` and `refresh_token` are encrypted (`core.secrets`). `last_error` are the provider's
    words of the last refresh that failed; with `lost_at` it has refused for good and a person must consent anew.
    `refreshing_until` is the claim of whoever fetches a token at the moment. `secret_ends_on` (as the person was told
    where he registered the client) and `refresh_ends_at` (as the provider says) are ends to be warned of.
    """

    provider = models.CharField(max_length=12)  # google, microsoft, oidc (see consents.providers)
    client_id = models.CharField(max_length=300)
    client_secret = models.TextField(blank=True)
    secret_ends_on = models.DateField(null=True)
    issuer = models.CharField(max_length=300, blank=True)
    authorize_url = models.CharField(max_length=500)
    token_url = models.CharField(max_length=500)
    scopes = models.CharField(max_length=1000)
    account = models.CharField(max_length=254)  # the address that signs in
    access_token = models.TextField(blank=True)
    refresh_token = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)  # of the access token
    refresh_ends_at = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    refreshing_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    error_since = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oauth_grant"
        ordering: ClassVar = ["account"]

    def __str__(self) -> str:
        return f"{self.provider}: {self.account}"
