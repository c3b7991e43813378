"""Business hours, service levels, the rules that choose one, and the clocks that run on tickets."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import Person
from accord.tickets.models import Ticket


class BusinessHours(models.Model):
    """When somebody is there: spans of minutes for each weekday, Monday first, in a time zone.

    Holidays of `country` (and its `region`) are kept in `Holiday` up to and with the year `known_until`.
    """

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60)
    week = models.JSONField(default=list)  # seven lists of [from, to], minutes since midnight
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=20, blank=True)
    regions = models.JSONField(default=list)  # those that the country has, as the library knows them
    known_until = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "sla_hours"
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which other spans count than on its weekday; none: closed. `own` ones were written by a person.

    A country's holiday on which somebody is there all the same is `worked`, and stays so when the list is renewed.
    """

    hours = models.ForeignKey(BusinessHours, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    names = models.JSONField(default=dict)  # of a country's holiday, by language
    name = models.CharField(max_length=120, blank=True)  # of an own day
    spans = models.JSONField(default=list)
    own = models.BooleanField(default=False)
    worked = models.BooleanField(default=False)

    class Meta:
        db_table = "sla_holiday"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hours", "day", "own"], name="sla_holiday_once")
        ]


class Level(models.Model):
    """A promise: for each clock a time, for each priority, in business seconds of `hours` (None: around the clock).

    `targets` holds a list of four (low, normal, high, urgent; null is no promise) by the clock's key; `steps` what is
    done before and after a clock is due, in order (`sla.steps`).
    """

    name = models.CharField(max_length=120)
    is_on = models.BooleanField(default=True)
    hours = models.ForeignKey(BusinessHours, null=True, on_delete=models.PROTECT, related_name="levels")
    targets = models.JSONField(default=dict)
    count_postponed = models.BooleanField(default=False)
    count_waiting = models.BooleanField(default=False)
    steps = models.JSONField(default=list)
    removed = models.BooleanField(default=False)  # the log still names it

    class Meta:
        db_table = "sla_level"
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class LevelRule(models.Model):
    """Which level a ticket gets: of the rules that are on the first whose conditions hold. Level None: no clocks."""

    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120, blank=True)
    is_on = models.BooleanField(default=True)
    conditions = models.JSONField(default=list)  # conditions.groups.Groups
    level = models.ForeignKey(Level, null=True, on_delete=models.CASCADE, related_name="rules")

    class Meta:
        db_table = "sla_rule"
        ordering: ClassVar = ["position", "id"]


class Clock(models.Model):
    """One clock of one ticket, until it has `ended_at`. It runs towards `due_at`, with `left_s` business seconds to go
    at `run_at`; or it stands, with `left_s` to go and neither moment.

    A finished one is the log: met or missed, by how many business seconds (`spare_s`, negative when late), whose ticket
    it was and who ended it; `dropped` ones ended without a verdict. The row of the kind `level` is no clock: it says
    which level the ticket has, and by which rule, or that a person chose it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule_id = models.BigIntegerField(null=True)
    by_hand = models.BooleanField(default=False)
    department_id = models.BigIntegerField()
    priority = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    target_s = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    run_at = models.DateTimeField(null=True)
    left_s = models.IntegerField(null=True)
    look_at = models.DateTimeField(null=True)  # when the next step of the level is due
    steps_done = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, blank=True)  # met, missed, dropped
    spare_s = models.IntegerField(null=True)
    responsible_id = models.BigIntegerField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "sla_clock"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=Q(ended_at__isnull=True), name="sla_clock_running"
            )
        ]
        indexes: ClassVar = [
            models.Index(F("ticket"), F("id"), condition=Q(ended_at__isnull=False), name="sla_clock_ended"),
            models.Index(F("look_at"), F("id"), condition=Q(look_at__isnull=False), name="sla_clock_look"),
            models.Index(F("due_at"), F("id"), condition=Q(due_at__isnull=False), name="sla_clock_due"),
            models.Index(
                F("ended_at"), F("id"), condition=Q(outcome__in=("met", "missed")), name="sla_clock_log"
            ),
        ]


class Round(models.Model):
    """The levels brought to tickets that were there before: a job in batches, with how far it has come."""

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    total = models.PositiveIntegerField()  # how many tickets were shown when it was begun
    next_id = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField()
    done = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)

    class Meta:
        db_table = "sla_round"
