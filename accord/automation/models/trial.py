"""A rule tried on history: the job, how far it is, and each moment at which the rule would have done something."""

from typing import ClassVar

from django.db import models

from accord.automation.models.rule import Rule
from accord.people.models import Person


class RuleTrial(models.Model):
    """One try: the rule's wording (`said`, with `timed` and its name), the days looked back on from `at`, the tickets
    (`ids`, packed) and the number of them done. `figures` are what came out, filled when it has ended.
    """

    rule = models.ForeignKey(Rule, null=True, on_delete=models.CASCADE, related_name="trials", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    said = models.JSONField()
    ids = models.BinaryField(default=bytes)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)
    problem = models.CharField(max_length=200, blank=True)
    figures = models.JSONField(default=dict)

    class Meta:
        db_table = "rule_trial"
        indexes: ClassVar = [models.Index(fields=["rule", "id"], name="rule_trial_of_rule")]


class TrialHit(models.Model):
    """A stretch of time in which the rule's conditions held, on one ticket.

    `began_at` is what the wait counts from; the rule acts with a wait from `from_s` to `to_s` seconds, but not before
    `first_s`, when its conditions came to hold. `again_s`: when the customer wrote again, None if he never did.
    `refused`: the ticket's state would not have let the steps happen.
    """

    trial = models.ForeignKey(RuleTrial, on_delete=models.CASCADE, related_name="hits", db_index=False)
    ticket_id = models.BigIntegerField()
    began_at = models.DateTimeField()
    from_s = models.PositiveBigIntegerField()
    to_s = models.PositiveBigIntegerField()
    again_s = models.PositiveBigIntegerField(null=True)
    refused = models.BooleanField(default=False)
    first_s = models.PositiveBigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "rule_trial_hit"
        indexes: ClassVar = [models.Index(fields=["trial", "id"], name="rule_trial_hit_of_trial")]
