"""Side conversations: what an agent and somebody outside write each other about a ticket, unseen by its customer."""

from typing import ClassVar

from django.db import models

from accord.people.models import Person
from accord.tickets.models.message import Message
from accord.tickets.models.ticket import Ticket


class SideConversation(models.Model):
    """One of them. It stands where its messages stand; `ticket` is where it began.

    `wakes`: an answer brings the ticket back to open. `answered_at`: when somebody outside wrote last, until we answer.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=300)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    wakes = models.BooleanField(default=False)
    begun_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "side_conversation"
        indexes: ClassVar = [models.Index(fields=["ticket", "id"], name="side_of_ticket")]

    @property
    def open(self) -> bool:
        return self.ended_at is None


class SideMessage(models.Model):
    """A message of a side conversation. It is a note of the ticket, so that no customer is ever shown it."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    side = models.ForeignKey(SideConversation, on_delete=models.CASCADE, related_name="said", db_index=False)
    from_outside = models.BooleanField()

    class Meta:
        db_table = "side_message"
        indexes: ClassVar = [models.Index(fields=["side", "message"], name="side_message_of")]
