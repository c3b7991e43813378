"""Tags."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accord.people.models import Department
from accord.tickets.models.ticket import Ticket


class Tag(models.Model):
    """A word on tickets, lower case. A customer sees a public one; one that is not active is offered no more."""

    name = models.CharField(max_length=60, unique=True)
    colour = models.CharField(max_length=8, blank=True, db_default="")  # a key of tags.shaping.COLOURS
    is_public = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        db_table = "tag"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    """A tag on a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        db_table = "ticket_tag"
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "tag"], name="ticket_tag_once")]
        indexes: ClassVar = [models.Index(fields=["tag", "ticket"], name="tickets_with_tag")]


class TagAlias(models.Model):
    """A name that a tag had: rules, views, macros and mails that know it go on working.

    Until `ended_at` tickets are being rewritten: those up to the id `done_to` are. `joined` is the tag that went into
    this one, gone when all are.
    """

    name = models.CharField(max_length=60, unique=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")
    joined = models.OneToOneField(Tag, null=True, on_delete=models.SET_NULL, related_name="+")
    done_to = models.BigIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tag_alias"
        indexes: ClassVar = [
            models.Index(fields=["tag"], condition=Q(ended_at=None), name="tag_alias_at_work")
        ]


class TagDuty(models.Model):
    """In this department an agent answers only a ticket with a tag."""

    department = models.OneToOneField(
        Department, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "tag_duty"
