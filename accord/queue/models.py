"""How a department hands its tickets out, whose turn it is, and which tickets are open at somebody's screen."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.people.models import Department, Person
from accord.tickets.models import Ticket


class Method(models.TextChoices):
    """To whom of those who may have a ticket it goes."""

    OFF = "", _("Nobody: agents take tickets by To Solve")
    ROUND_ROBIN = "round_robin", _("In turn: who was given one the longest ago")
    LEAST_LOADED = "least_loaded", _("Who has the least to do, measured by what he can hold")
    LONGEST_IDLE = "longest_idle", _("Who has been free the longest")


class HandOut(models.Model):
    """A department that hands its tickets out by itself; without a row it does not."""

    department = models.OneToOneField(
        Department, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    method = models.CharField(max_length=16, choices=Method.choices, blank=True, default=Method.OFF)
    last_agent = models.BooleanField(default=True)  # who answered it last comes first
    by_language = models.BooleanField(default=False)
    by_skill = models.BooleanField(default=False)

    class Meta:
        db_table = "hand_out"


class Turn(models.Model):
    """When an agent was last handed a ticket, and when he last got one off his desk."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    given_at = models.DateTimeField(null=True)
    free_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "turn"


class OnScreen(models.Model):
    """A waiting ticket of a department with hand-out that somebody has open: it is not handed out meanwhile."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "on_screen"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "person"], name="on_screen_once"),
        ]
