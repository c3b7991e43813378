"""Merged tickets and merged persons: what went where, so that it can be told apart and undone (DOMAIN 7.5, 7.6)."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from accord.people.models import Person
from accord.tickets.models.message import Message
from accord.tickets.models.ticket import Ticket


class Merging(models.Model):
    """A merging that stands. `shown`: the people of both tickets see each other. The row goes when it is undone."""

    source = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+", primary_key=True)
    into = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    shown = models.BooleanField(default=False)
    before = models.JSONField(default=dict)  # what undoing restores, see tickets/merging.py

    class Meta:
        db_table = "merging"
        indexes: ClassVar = [models.Index(F("into"), name="merging_into")]


class MergedMessage(models.Model):
    """A message that stands on the survivor because of a merging: it was the source's, or came later for its people.

    `apart`: only the source's people and agents see it. A message that was merged on has a row for each source.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    apart = models.BooleanField(default=False)

    class Meta:
        db_table = "merged_message"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "source"], name="merged_message_once")
        ]
        indexes: ClassVar = [models.Index(F("source"), F("message"), name="merged_message_of")]


class MergedPerson(models.Model):
    """A contact who turned out to be another one: kept without addresses, and what became of each thing of his."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    into = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    moved = models.JSONField(default=dict)  # see tickets/merging_people.py

    class Meta:
        db_table = "merged_person"
        indexes: ClassVar = [models.Index(F("into"), name="merged_person_into")]
