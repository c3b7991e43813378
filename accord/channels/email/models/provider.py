"""Accounts at mail providers that bring mail by a webhook or take it by their API."""

from typing import ClassVar

from django.db import models


class ProviderAccount(models.Model):
    """One account. `settings` is encrypted JSON (keys of the API, of the signatures, the domain).

    `hook` is the secret part of its webhooks' addresses, encrypted too.
    """

    provider = models.CharField(max_length=20)  # see providers.registry
    name = models.CharField(max_length=120, blank=True)
    settings = models.TextField(blank=True)
    hook = models.TextField()
    created_at = models.DateTimeField()
    last_in_at = models.DateTimeField(null=True)  # a webhook that was really the provider's
    last_refused_at = models.DateTimeField(null=True)  # one whose signature was wrong

    class Meta:
        db_table = "provider_account"
        ordering: ClassVar = ["provider", "id"]

    def __str__(self) -> str:
        return self.name or self.provider
