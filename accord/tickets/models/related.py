"""What belongs together: links between tickets, time spent on them, things to tick off."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import Person
from accord.tickets.models.ticket import Ticket


class LinkKind(models.TextChoices):
    """What the source is to the target; a mention says that the target's code stands in the source's words."""

    MENTION = "mention"
    CHILD = "child"
    INCIDENT = "incident"
    RELATED = "related"


class TicketLink(models.Model):
    """One ticket belongs to another. A ticket has at most one parent, and one problem that it is an incident of.

    `told_at` of a child: when its parent's people were told that it and all others had ended.
    """

    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    message_id = models.BigIntegerField(null=True)  # where a mention stands
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_link"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="ticket_link_once"),
            models.UniqueConstraint(
                fields=["source", "kind"],
                condition=Q(kind__in=["child", "incident"]),
                name="ticket_link_one_above",
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="ticket_link_to_another"),
        ]
        indexes: ClassVar = [models.Index(fields=["target", "kind", "source"], name="ticket_link_to")]


class TimeEntry(models.Model):
    """Time that somebody spent on a ticket; corrected and removed only by verbs, whose events keep what stood."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    seconds = models.PositiveIntegerField()
    day = models.DateField()  # on which it was spent, in that person's zone
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "time_entry"
        indexes: ClassVar = [
            models.Index(F("ticket"), F("id"), F("seconds"), name="time_on_ticket"),
            models.Index(F("day"), F("person"), name="time_on_day"),
        ]


class RunningTime(models.Model):
    """The clock that an agent has running: one, on one ticket."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "running_time"
        indexes: ClassVar = [models.Index(fields=["ticket"], name="running_on_ticket")]


class Checklist(models.Model):
    """A list to start from. `items` are [{"text": "...", "must": false}]; without departments it is for all."""

    name = models.CharField(max_length=100, unique=True)
    items = models.JSONField(default=list)
    departments = models.JSONField(default=list)  # ids
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "checklist"
        ordering: ClassVar = ["position", "name"]


class ChecklistItem(models.Model):
    """One thing to do on a ticket. One that `must` be done holds up an agent's resolving."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    checklist = models.ForeignKey(
        Checklist, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    text = models.CharField(max_length=300)
    must = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "checklist_item"
        indexes: ClassVar = [
            models.Index(F("ticket"), F("id"), name="checklist_of_ticket"),
            models.Index(F("ticket"), condition=Q(done_at=None), name="checklist_still_open"),
        ]
