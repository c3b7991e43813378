"""HTTP requests that rules and macros make: what was asked, what came back, when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accord.core import clock


class HttpCall(models.Model):
    """One request. States: waiting, done, failed. `{secret.NAME}` stands unfilled in it until it is sent; `answer` is
    the beginning of what came back. `claimed_until`: a worker is at it.
    """

    event_id = models.BigIntegerField(unique=True)
    ticket_id = models.BigIntegerField()
    because = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=8)
    url = models.TextField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=8, default="waiting")
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    took_ms = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "http_call"
        indexes: ClassVar = [
            models.Index(fields=["ticket_id", "id"], name="http_call_of_ticket"),
            models.Index(fields=["due_at", "id"], name="http_call_due", condition=Q(state="waiting")),
            models.Index(fields=["state", "id"], name="http_call_by_state"),
            models.Index(fields=["made_at"], name="http_call_made"),
        ]


class HttpSecret(models.Model):
    """A secret that requests may carry, named `{secret.NAME}`; sealed, never shown again."""

    name = models.CharField(max_length=40, unique=True)
    secret = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "http_secret"
