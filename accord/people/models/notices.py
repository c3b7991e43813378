"""What agents are told, and how each of them wants to be told."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models.person import Person


class NoticeChoice(models.Model):
    """How one agent wants to hear of one kind of news, where that differs from the standard of his role.

    `about` is a key of `messaging.notices.abouts`; `ways` holds console, mail, push, or nothing.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=20)
    ways = models.JSONField(default=list)

    class Meta:
        db_table = "notice_choice"
        constraints: ClassVar = [models.UniqueConstraint(F("person"), F("about"), name="notice_choice_once")]


class NoticeHabit(models.Model):
    """When an agent is left in peace, and how his mails are bundled; one without a row has the standard.

    `quiet_from` and `quiet_until` are times of his day as "20:00", both or neither. `bundle_minutes`: how long news
    wait for others before they are mailed together; 0 is at once.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    quiet_from = models.CharField(max_length=5, blank=True)
    quiet_until = models.CharField(max_length=5, blank=True)
    quiet_weekends = models.BooleanField(default=False)
    quiet_off_hours = models.BooleanField(default=True)
    urgent_through = models.BooleanField(default=False)
    bundle_minutes = models.PositiveSmallIntegerField(default=5)

    class Meta:
        db_table = "notice_habit"


class Notice(models.Model):
    """One thing that one agent is told.

    `event_id` is what happened, `ticket_id` where; no foreign keys upwards. `in_console`: it stands in his list.
    `mail`: it waits for the next mail to him. What needs no ticket has its facts in `data`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=20)
    event_id = models.BigIntegerField(null=True)
    ticket_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    data: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    in_console = models.BooleanField(default=True)
    mail = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)

    class Meta:
        db_table = "notice"
        indexes: ClassVar = [
            models.Index(fields=["person", "id"], name="notice_of_person", condition=Q(in_console=True)),
            models.Index(
                fields=["person", "ticket_id"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["person"], name="notice_to_mail", condition=Q(mail=True)),
            models.Index(fields=["at"], name="notice_age"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                F("event_id"), F("person"), name="notice_once", condition=Q(event_id__isnull=False)
            )
        ]


class PushBrowser(models.Model):
    """A browser in which an agent has turned push on (RFC 8030): where to send, and for whom to encrypt (RFC 8291)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    public = models.CharField(max_length=100)  # the browser's point on P-256, base64url
    auth = models.CharField(max_length=40)
    name = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "push_browser"


class PushKey(models.Model):
    """The key by which push services know this desk (RFC 8292), made at first use; the private half is sealed."""

    private_key = models.TextField()
    public = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "push_key"
