"""Endings and pauses: each with its reason and the owed explanation (DOMAIN 6.6, 6.8)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import Person
from accord.tickets.models.ticket import Ticket


class Resolution(models.Model):
    """An agent's claim that the ticket is solved. A customer's link belongs to exactly one of these (DOMAIN 7.1)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="resolutions", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    next = models.TextField(blank=True)
    message = models.ForeignKey(
        "tickets.Message", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    silent = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)  # when the customer's server took the mail
    answer = models.CharField(max_length=3, blank=True)  # yes, no
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    answered_by_link = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)  # reopened: this question is over

    class Meta:
        db_table = "resolution"
        indexes: ClassVar = [models.Index(F("ticket"), F("id"), name="resolution_of_ticket")]


class Postponement(models.Model):
    """A pause that stands now; the row goes when the ticket comes back."""

    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, related_name="postponement", primary_key=True
    )
    until = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=20, blank=True)
    stay = models.BooleanField(default=False)  # stays postponed when the customer writes
    told = models.BooleanField(default=False)  # the customer got an explanation and may see the date

    class Meta:
        db_table = "postponement"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="postponed_forward")
        ]
