"""Ways in without a password: one-time links for people and tokens for programs. Only digests are stored."""

from typing import ClassVar

from django.db import models

from accord.people.models.person import Person


class OneTimeLink(models.Model):
    """A link that works once and expires: an invitation, a reset, a proof of an address."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="one_time_links")
    purpose = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "one_time_link"


class ApiToken(models.Model):
    """A token for the JSON API; acts as its person, within its scopes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_token"
        ordering: ClassVar = ["-created_at"]
