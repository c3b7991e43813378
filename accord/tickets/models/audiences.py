"""Who may read a note that is not for all agents, and who watches a ticket."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accord.people.models import Department, Person
from accord.tickets.models.message import Message
from accord.tickets.models.ticket import Ticket


class NoteReader(models.Model):
    """One reader of a note with the mark ONLY: a person, or all agents of a department. Its author reads it always."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readers", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    department = models.ForeignKey(Department, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        db_table = "note_reader"
        indexes: ClassVar = [models.Index(fields=["message"], name="note_reader_of_message")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, department__isnull=True)
                | Q(person__isnull=True, department__isnull=False),
                name="note_reader_is_one",
            )
        ]


class Watcher(models.Model):
    """An agent who watches a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "watcher"
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "person"], name="watcher_once")]
        indexes: ClassVar = [models.Index(fields=["person", "ticket"], name="watcher_by_person")]


class WatchHabit(models.Model):
    """When a ticket comes under an agent's watch by itself; `moment` is a key of `tickets.watching.MOMENTS`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    moment = models.CharField(max_length=12)

    class Meta:
        db_table = "watch_habit"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "moment"], name="watch_habit_once")]
