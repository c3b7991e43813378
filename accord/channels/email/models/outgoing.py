"""What goes out: one row a mail, made before it is sent, so that a resend is the same mail."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models.mailbox import Mailbox
from accord.core.models import StoredFile


class OutgoingState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Kept, not sent: this mailbox has no way out")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Came back")


class OutgoingMail(models.Model):
    """A mail of ours. (event_id, part) is its identity: carrying out the same delivery again finds this row."""

    event_id = models.BigIntegerField()
    part = models.CharField(max_length=40)  # answer, received, resolved, closed, follow-up, bcc-1 ...
    message_id = models.CharField(max_length=200, unique=True)  # without < >
    ticket_id = models.BigIntegerField(null=True)
    ticket_message_id = models.BigIntegerField(null=True)
    resolution_id = models.BigIntegerField(null=True)
    mailbox = models.ForeignKey(
        Mailbox, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    sender = models.CharField(max_length=254, blank=True)  # envelope; empty for automatic mail
    recipients = models.JSONField(default=list)
    outcomes = models.JSONField(
        default=dict
    )  # address -> "" (taken) or the words of the server that refused it
    subject = models.CharField(max_length=300, blank=True)
    raw = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=OutgoingState.choices, default=OutgoingState.WAITING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "outgoing_mail"
        constraints: ClassVar = [models.UniqueConstraint(fields=["event_id", "part"], name="outgoing_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["ticket_id", "id"],
                name="outgoing_of_ticket",
                condition=models.Q(ticket_id__isnull=False),
            ),
            models.Index(
                fields=["ticket_message_id"],
                name="outgoing_of_message",
                condition=models.Q(ticket_message_id__isnull=False),
            ),
            models.Index(fields=["raw"], name="outgoing_raw", condition=models.Q(raw__isnull=False)),
        ]


class AutomaticMail(models.Model):
    """The budget of automatic mails: one row each, counted per address and per ticket within the hour."""

    address = models.CharField(max_length=254)
    ticket_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "automatic_mail"
        indexes: ClassVar = [
            models.Index(fields=["address", "at"], name="automatic_to_address"),
            models.Index(fields=["ticket_id", "at"], name="automatic_on_ticket"),
        ]
