"""The tables behind what happened, who is still to be told, and what is due."""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One thing that happened. Written in the transaction of the change, never altered (but erased, see `erase`).

    `data` holds the facts from which the state can be replayed, `words` the personal text apart from them.
    No foreign keys upwards: `accord check` proves the ids. On PostgreSQL a column `xid` (not known to the ORM)
    holds the writing transaction, for the safe horizon of `cursors.after`.
    """

    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField(null=True)
    public = models.BooleanField(default=False)
    data = models.JSONField(default=dict)
    words = models.JSONField(null=True)

    class Meta:
        db_table = "event"
        indexes: ClassVar = [
            models.Index(
                fields=["ticket_id", "id"],
                name="event_of_ticket",
                condition=models.Q(ticket_id__isnull=False),
            ),
            models.Index(  # the history of a person, a department, a mailbox: few rows beside those of tickets
                fields=["subject_kind", "subject_id", "id"],
                name="event_of_subject",
                condition=models.Q(ticket_id__isnull=True),
            ),
        ]


class Delivery(models.Model):
    """An effect of an event that is still to be carried out; deleted on success."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    effect = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True)
    last_error = models.TextField(blank=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery"
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], name="delivery_due", condition=models.Q(given_up_at__isnull=True)
            ),
            models.Index(fields=["claim"], name="delivery_claim", condition=~models.Q(claim="")),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "effect"], name="delivery_once")]


class Timer(models.Model):
    """Something that is due at a moment; one per kind and subject."""

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "timer"
        indexes: ClassVar = [models.Index(fields=["due_at", "id"], name="timer_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject_kind", "subject_id"], name="timer_once")
        ]
