"""The mail ledger: every mail that we took, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models.mailbox import Mailbox
from accord.core.models import StoredFile


class Fate(models.TextChoices):
    """What became of a mail. Keys are stored, sentences are made when read."""

    OPENED = "opened", _("Opened a ticket")
    APPENDED = "appended", _("Added to a ticket")
    FOLLOW_UP = "follow-up", _("Opened a follow-up")
    SAME = "same", _("The same mail again")
    AUTOMATIC = "automatic", _("Automatic mail, noted")
    BOUNCE = "bounce", _("A bounce of our mail")
    SPAM = "spam", _("Spam")
    IGNORED = "ignored", _("Our own mail, come back")
    REFUSED = "refused", _("Refused at the door")
    QUARANTINED = "quarantined", _("Kept aside: it could not be read")


class IncomingMail(models.Model):
    """One accepted mail. `spool_id` is its identity: the same one is never taken twice.

    `reason` is a key such as `in_reply_to` or `subject_code`, `details` its gaps; both tell why this fate.
    """

    spool_id = models.CharField(max_length=80, unique=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    mailbox = models.ForeignKey(
        Mailbox, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    sender = models.CharField(max_length=254, blank=True)  # envelope
    recipients = models.JSONField(default=list)
    from_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    fate = models.CharField(max_length=12, choices=Fate.choices)
    reason = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    ticket_id = models.BigIntegerField(null=True)
    ticket_message_id = models.BigIntegerField(null=True)
    raw = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    attempts = models.PositiveSmallIntegerField(default=1)
    # Not stored here, but with the row in FetchedMail: what a fetched mail is at its server, and whether it is old.
    identity = ""
    history = False

    class Meta:
        db_table = "incoming_mail"
        indexes: ClassVar = [
            models.Index(
                fields=["message_id"], name="incoming_message_id", condition=~models.Q(message_id="")
            ),
            models.Index(fields=["sha256"], name="incoming_sha256"),
            models.Index(fields=["fate", "id"], name="incoming_fate"),
            models.Index(
                fields=["ticket_message_id"],
                name="incoming_of_message",
                condition=models.Q(ticket_message_id__isnull=False),
            ),
            models.Index(
                fields=["ticket_id"], name="incoming_of_ticket", condition=models.Q(ticket_id__isnull=False)
            ),
            models.Index(
                fields=["same_as"], name="incoming_same_as", condition=models.Q(same_as__isnull=False)
            ),
            models.Index(fields=["raw"], name="incoming_raw", condition=models.Q(raw__isnull=False)),
        ]
