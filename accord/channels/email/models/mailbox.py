"""Mailboxes: our own addresses, each tied to a department and to its way out."""

from typing import ClassVar

from django.db import models

from accord.channels.email.models.grant import OAuthGrant
from accord.channels.email.models.provider import ProviderAccount
from accord.people.models import Department


class Mailbox(models.Model):
    """An address of ours. Mail to it becomes tickets of its department; answers go out under it.

    Out by SMTP to `smtp_host`, or by the API of `provider`; without both, outgoing mail is only kept (the demo, or
    before set-up). `secret` is encrypted with the key file (`core.secrets`); with a `grant` its token signs in.
    `plus_works` says whether a probe to address+token@ arrived; None as long as nobody knows.
    """

    address = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)  # shown in From
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="mailboxes")
    language = models.CharField(max_length=8, blank=True)
    acknowledge = models.BooleanField(default=True)
    signature = models.TextField(blank=True)
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=8, default="starttls")  # none, starttls, tls
    smtp_user = models.CharField(max_length=254, blank=True)
    secret = models.TextField(blank=True)
    grant = models.ForeignKey(
        OAuthGrant, null=True, on_delete=models.SET_NULL, related_name="mailboxes", db_index=False
    )
    provider = models.ForeignKey(
        ProviderAccount, null=True, on_delete=models.SET_NULL, related_name="mailboxes", db_index=False
    )
    plus_works = models.BooleanField(null=True)
    canary = models.BooleanField(default=True, db_default=True)  # a daily probe, where there is a tested way out
    tested_at = models.DateTimeField(null=True)  # an outgoing test has passed
    last_in_at = models.DateTimeField(null=True)
    last_out_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "mailbox"
        ordering: ClassVar = ["address"]

    @property
    def has_way_out(self) -> bool:
        """Whether mail can leave under this address; otherwise it is kept."""
        return bool(self.smtp_host or self.provider_id)

    def __str__(self) -> str:
        return self.address
