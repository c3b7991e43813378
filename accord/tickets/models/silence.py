"""Steps that end a silence: the rules of a department, how far each ticket has come, who is away (DOMAIN 6.5, 7.8)."""


from django.db import models

from accord.people.models import Department, Person
from accord.tickets.models.ticket import Ticket


class SilenceRule(models.Model):
    """What a department does about silence: two rules, each off until somebody switches it on, and its hours.

    Days count from when the customer's server took the mail before. `weekdays` are ISO numbers, Monday is 1.
    `*_since` is when the rule was switched on: it covers tickets that reach the state from then.
    """

    department = models.OneToOneField(
        Department, on_delete=models.CASCADE, related_name="silence", primary_key=True
    )
    answered_on = models.BooleanField(default=False)
    answered_days = models.PositiveSmallIntegerField(default=7)
    answered_since = models.DateTimeField(null=True)
    resolved_on = models.BooleanField(default=False)
    first_day = models.PositiveSmallIntegerField(default=3)
    last_day = models.PositiveSmallIntegerField(default=6)
    close_day = models.PositiveSmallIntegerField(default=7)
    resolved_since = models.DateTimeField(null=True)
    from_hour = models.PositiveSmallIntegerField(default=9)
    to_hour = models.PositiveSmallIntegerField(default=17)
    weekdays = models.CharField(max_length=7, default="12345")

    class Meta:
        db_table = "silence_rule"


class Silence(models.Model):
    """How far a ticket has come on its ladder. The row goes when the ticket leaves the state that the rule covers.

    `step` is what comes next, counted from `accepted_at`: when the mail of the step before (`message_id`, or the
    notice of `event_id`) was taken by the customer's server; None until then. `untold` says why no step comes at all.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="silence", primary_key=True)
    rule = models.CharField(max_length=8)  # answered, resolved
    step = models.CharField(max_length=8)  # resolve, first, last, close
    since = models.DateTimeField()
    resolution_id = models.BigIntegerField(null=True)
    message_id = models.BigIntegerField(null=True)
    event_id = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    stepped_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)  # announced in the last reminder: never closed before
    untold = models.CharField(max_length=12, blank=True)  # bounced, no_address, held, wrote

    class Meta:
        db_table = "silence"


class SilenceRound(models.Model):
    """A department's rule brought to older tickets: a job in batches, with how far it has come."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=8)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    total = models.PositiveIntegerField()  # how many were shown when it was begun
    next_id = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField()
    begun = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)

    class Meta:
        db_table = "silence_round"


class SilencePulse(models.Model):
    """When a worker last looked at the clock: a longer gap is an outage or a jump. At most one row."""

    seen_at = models.DateTimeField()
    quiet_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "silence_pulse"


class Absence(models.Model):
    """A person's automatic reply named the day of his return: until then nothing reminds him."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    until = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        db_table = "absence"
