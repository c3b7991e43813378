"""A team's own reasons and ready texts, what a supervisor is asked, answers that are late (DOMAIN 6.6, 6.9)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import Department, Person
from accord.tickets.models.ticket import Ticket


class Reason(models.Model):
    """A reason for ending or pausing: one of the team's own, or what the team changed about a built-in one.

    `kin` is the built-in reason whose rules it follows; a built-in one is its own kin and has no `names`.
    """

    key = models.CharField(max_length=20, unique=True)
    ending = models.BooleanField()  # else of a pause
    kin = models.CharField(max_length=20)
    names = models.JSONField(default=dict)  # by language
    position = models.PositiveSmallIntegerField(default=0)
    is_on = models.BooleanField(default=True)
    departments = models.JSONField(default=list)  # ids; empty: all

    class Meta:
        db_table = "reason"


class ReasonText(models.Model):
    """The ready text of a reason: what, why, next by language. Without a department it is for all."""

    reason = models.ForeignKey(Reason, on_delete=models.CASCADE, related_name="texts", db_index=False)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    words = models.JSONField(default=dict)

    class Meta:
        db_table = "reason_text"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reason", "department"], name="reason_text_of_department"),
            models.UniqueConstraint(
                fields=["reason"], condition=Q(department=None), name="reason_text_of_all"
            ),
        ]


class SupervisorQuestion(models.Model):
    """What a supervisor is asked on a ticket; at most one waits there. `about`: question, behaviour.

    `outcome`: answered, granted, refused, taken_back, over. A consent that was granted holds until the ticket closes
    (`spent_at`).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=12)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.ForeignKey(
        "tickets.Message", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, blank=True)
    ended_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supervisor_question"
        indexes: ClassVar = [models.Index(F("ticket"), F("id"), name="question_of_ticket")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="question_waits_once")
        ]


class LateRule(models.Model):
    """What a department does inside when an answer is late: hours after it was due; None leaves a step out."""

    department = models.OneToOneField(
        Department, on_delete=models.CASCADE, related_name="late", primary_key=True
    )
    is_on = models.BooleanField(default=False)
    assignee_h = models.PositiveSmallIntegerField(null=True, default=0)
    supervisor_h = models.PositiveSmallIntegerField(null=True, default=24)
    another_h = models.PositiveSmallIntegerField(null=True, default=72)
    propose_h = models.PositiveSmallIntegerField(null=True, default=120)

    class Meta:
        db_table = "late_rule"


class LateTicket(models.Model):
    """How far a waiting ticket has come on the inward ladder; `since` is when its customer began to wait.

    `step` counts the steps that were taken or left out. The row goes when nobody waits any more.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="late", primary_key=True)
    since = models.DateTimeField()
    step = models.PositiveSmallIntegerField(default=0)
    proposed_at = models.DateTimeField(null=True)  # closing with an explanation

    class Meta:
        db_table = "late_ticket"
