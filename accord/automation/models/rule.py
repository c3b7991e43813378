"""Rules and time rules as they are stored, with each wording that they ever had."""

from typing import ClassVar

from django.db import models

from accord.people.models import Person


class Rule(models.Model):
    """When this happens (`triggers`) and that is so (`groups`), then do this (`steps`).

    A time rule (`timed`) has one trigger, which says what its `wait_s` seconds count from. `stop` says which rules
    after it are left out once it was applied: "" none, "all", or "listed", those in `stops`. `since`: it looks at
    nothing from before. One that cannot work as it was meant is broken: `broken_at`, with the facts of why in `broken`.
    A removed rule stays for the tickets that name it. `version` numbers the wordings, `revision` changes of the row.
    """

    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    timed = models.BooleanField(default=False)
    active = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)
    triggers = models.JSONField(default=list)
    wait_s = models.PositiveBigIntegerField(null=True)
    groups = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    stop = models.CharField(max_length=8, blank=True)
    stops = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    older = models.BooleanField(default=False)  # some tickets from before it was switched on are covered too
    broken_at = models.DateTimeField(null=True)
    broken = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rule"

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """What a rule said, from when on and by whom: "why" reads what it said when it looked."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    said = models.JSONField()  # triggers, wait_s, groups, steps
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "rule_version"
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]
