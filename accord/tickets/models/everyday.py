"""What was split off, and answers that wait for their moment."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from accord.people.models import Person
from accord.tickets.models.drafts import Draft
from accord.tickets.models.ticket import Ticket


class Splitting(models.Model):
    """A ticket that was split off another one, with the ids of the messages that went. Gone when it is undone."""

    new = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+", primary_key=True)
    old = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    messages = models.JSONField(default=list)

    class Meta:
        db_table = "splitting"
        indexes: ClassVar = [models.Index(F("old"), name="splitting_of")]


class Later(models.Model):
    """When a written answer goes out. The words, files and addresses are those of its draft (`Draft.LATER`).

    `undo`: it only waits for its writer's second thought. `if_answered`: send or hold, where somebody wrote after the
    message `seen`. `held` is the key of why it did not go out and waits for a person; "" while it waits for its time.
    `how` holds what else the composer said, see tickets/sending_later.py.
    """

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="later", primary_key=True)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    undo = models.BooleanField(default=False)
    if_answered = models.CharField(max_length=4, default="hold")
    seen = models.BigIntegerField(default=0)
    held = models.CharField(max_length=40, blank=True)
    how = models.JSONField(default=dict)

    class Meta:
        db_table = "later"
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(undo=True), name="later_undo"),
        ]


class SendingWish(models.Model):
    """How long an agent's answers wait for an "undo" before they go, in seconds. Without a row: not at all."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    undo_s = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "sending_wish"
