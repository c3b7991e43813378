"""Who is at work now."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from accord.people.models.person import Person


class Presence(models.TextChoices):
    """What an agent's open pages say about him."""

    ONLINE = "online", pgettext_lazy("presence", "Online")
    AWAY = "away", pgettext_lazy("presence", "Not at the desk")  # his pages are open, but nothing moves
    PAUSED = "paused", pgettext_lazy("presence", "Paused")
    OFFLINE = "offline", pgettext_lazy("presence", "Not here")


class AtWork(models.Model):
    """An agent's presence: one row for each who was ever here, written only when it changes.

    `process` is the web process that holds his stream; while that process does not beat, nobody is there.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.OFFLINE)
    since = models.DateTimeField()
    process = models.CharField(max_length=32, blank=True)

    class Meta:
        db_table = "at_work"
        indexes: ClassVar = [models.Index(fields=["presence"], name="at_work_presence")]


class WebProcess(models.Model):
    """A web process to which agents listen, and when it last said that it lives."""

    id = models.CharField(max_length=32, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "web_process"
