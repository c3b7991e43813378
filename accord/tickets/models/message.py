"""Messages and notes of a ticket, with their files."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.core.models import StoredFile
from accord.people.models import Person
from accord.tickets.models.ticket import Ticket


class MessageKind(models.TextChoices):
    INCOMING = "incoming", _("From the customer")
    OUTGOING = "outgoing", _("From us")
    NOTE = "note", _("Note")


class Message(models.Model):
    """Something that somebody wrote. `html` is clean; `quoted` is text: what was folded away, never lost.

    `marks` are facts about it as keys: courtesy, auto-reply, bounce, receipt, new-person, copy-solved, spoofed...
    `delivery` of an outgoing one: "" (nothing to deliver), sending, sent, bounced, failed; `delivery_note` holds the
    foreign server's own words.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    author_address = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    language = models.CharField(max_length=8, blank=True)
    marks = models.JSONField(default=list)
    delivery = models.CharField(max_length=8, blank=True)
    delivery_note = models.TextField(blank=True)
    has_files = models.BooleanField(default=False)

    class Meta:
        db_table = "message"
        indexes: ClassVar = [
            models.Index(fields=["ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["ticket"], condition=models.Q(has_files=True), name="message_with_files"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=MessageKind.values), name="message_kind_known")
        ]

    @property
    def is_note(self) -> bool:
        return self.kind == MessageKind.NOTE


class Attachment(models.Model):
    """A file of a message or, until it is sent, of a draft."""

    message = models.ForeignKey(
        Message, null=True, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    draft = models.ForeignKey(
        "tickets.Draft", null=True, on_delete=models.SET_NULL, related_name="attachments", db_index=False
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=255, blank=True)

    class Meta:
        db_table = "attachment"
        indexes: ClassVar = [
            models.Index(
                fields=["message"], name="attachment_of_message", condition=models.Q(message__isnull=False)
            ),
            models.Index(
                fields=["draft"], name="attachment_of_draft", condition=models.Q(draft__isnull=False)
            ),
        ]
