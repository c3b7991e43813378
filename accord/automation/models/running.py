"""What rules did and what they saw: each application once, each look with its verdicts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accord.automation.models.rule import Rule
from accord.people.models import Person


class RuleRun(models.Model):
    """A rule was applied to a ticket; written in the transaction of its steps, so that it is applied once.

    A rule once for each event (`event_id`); a time rule once for each stay in a state (`state_since`). `root` is the
    event that began the chain, `depth` how many rules stand between. The events that the steps recorded lie between
    `first_event` and `last_event`. `done` has a word for each step: "" nothing to do, "done", or the key of a refusal.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    ticket_id = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    state_since = models.DateTimeField(null=True)
    root = models.BigIntegerField(null=True)
    depth = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    first_event = models.BigIntegerField(null=True)
    last_event = models.BigIntegerField(null=True)
    done = models.JSONField(default=list)

    class Meta:
        db_table = "rule_run"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "event_id"],
                condition=Q(event_id__isnull=False),
                name="rule_run_once_an_event",
            ),
            models.UniqueConstraint(
                fields=["rule", "ticket_id", "state_since"],
                condition=Q(state_since__isnull=False),
                name="rule_run_once_a_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ticket_id", "id"], name="rule_run_of_ticket"),
            models.Index(fields=["rule", "at"], name="rule_run_of_rule"),
        ]


class RuleLook(models.Model):
    """Rules looked at an event of a ticket (`event_id`; None: time rules at their moment).

    `verdicts` has for each rule [id, version, outcome, terms, more]: outcomes are those of `rules.outcomes`; `terms`
    has a word for each group with a 1 or 0 for each term, such as ["10", "1"]; `more` is the rule that stopped it.
    """

    ticket_id = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    verdicts = models.JSONField(default=list)

    class Meta:
        db_table = "rule_look"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id"], condition=Q(event_id__isnull=False), name="rule_look_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["ticket_id", "id"], name="rule_look_of_ticket")]


class OlderTicket(models.Model):
    """A ticket from before a time rule was switched on that somebody wanted covered by it."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket_id = models.BigIntegerField()

    class Meta:
        db_table = "rule_older_ticket"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket_id", "rule"], name="rule_older_once")
        ]


class OlderRound(models.Model):
    """A time rule brought to older tickets: a job in batches, with how far it has come."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="rounds")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    total = models.PositiveIntegerField()  # how many were shown when it was begun
    next_id = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField()
    begun = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)

    class Meta:
        db_table = "rule_older_round"
