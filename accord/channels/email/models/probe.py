"""Mails that we send to ourselves to see whether they arrive, and alarms that were told by another road."""

from typing import ClassVar

from django.db import models

from accord.channels.email.models.mailbox import Mailbox


class MailProbe(models.Model):
    """One probe: a mail from a mailbox to itself, out and in by the real ways. `number` stands in its address."""

    class Kind(models.TextChoices):
        PLUS = "plus"  # to mailbox+token: does the mail server take such addresses?
        PLAIN = "plain"  # to the mailbox itself: does mail go round at all? The set-up's test and the canary

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    canary = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)  # the server took it
    arrived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "mail_probe"
        indexes: ClassVar = [models.Index(fields=["mailbox", "kind", "-id"], name="probe_newest")]


class ToldProblem(models.Model):
    """A severe problem that was told by another road, so that it is told once a day and once when it is over."""

    key = models.CharField(max_length=120, unique=True)
    url = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=200, blank=True)  # of the mail that told it: "it is over" answers that
    began_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # None: seen, and watched for a while before anybody is told

    class Meta:
        db_table = "told_problem"
