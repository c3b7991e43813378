"""Mass actions: what is done to many tickets, by a worker, one after the other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accord.people.models import Person


class MassJob(models.Model):
    """Steps for many tickets. States: waiting, running, done, stopped, undoing, undone.

    `total` tickets, of which `done_count` were changed, `same_count` were so already, `refused_count` refused.
    """

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    steps = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="waiting")
    asked = models.JSONField(default=dict)  # where the tickets came from: a listing's address, a number
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    undone_count = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=dict)  # key of the error -> how many
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mass_job"
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="mass_job_live", condition=Q(state__in=("waiting", "running", "undoing"))
            ),
            models.Index(fields=["by", "id"], name="mass_job_of"),
        ]


class MassTicket(models.Model):
    """One ticket of a mass job. `outcome` is "" before its turn, then done, same, or the key of a refusal; `before`
    holds what undoing needs.
    """

    job = models.ForeignKey(MassJob, on_delete=models.CASCADE, related_name="tickets", db_index=False)
    ticket_id = models.BigIntegerField()
    outcome = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)

    class Meta:
        db_table = "mass_ticket"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "ticket_id"], name="mass_ticket_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["job", "id"], name="mass_ticket_next", condition=Q(outcome="")),
            models.Index(fields=["job", "outcome", "id"], name="mass_ticket_done"),
        ]
