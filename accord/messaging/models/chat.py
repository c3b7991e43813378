"""Short chats between agents, person to person or about a ticket; nobody but their members reads them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import Person


class Chat(models.Model):
    """One chat. `key` names its ticket and its members, so that the same people about the same ticket have one.

    `ticket_id` has no foreign key: a chat outlives its ticket.
    """

    key = models.CharField(max_length=400, unique=True)
    ticket_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "chat"


class ChatLine(models.Model):
    """What somebody wrote there: plain text."""

    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="lines", db_index=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "chat_line"
        indexes: ClassVar = [models.Index(fields=["chat", "id"], name="chat_line_of_chat")]


class ChatMember(models.Model):
    """Somebody who takes part, and how many lines of others he has not read."""

    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="members", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    unread = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()  # the chat's, here too so that his newest are one index read

    class Meta:
        db_table = "chat_member"
        constraints: ClassVar = [models.UniqueConstraint(F("chat"), F("person"), name="chat_member_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "-last_at"], name="chat_member_newest"),
            models.Index(fields=["person"], condition=Q(unread__gt=0), name="chat_member_unread"),
        ]
