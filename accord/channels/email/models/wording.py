"""A team's own wording of the mails that the desk sends by itself, and how its mails look."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accord.core.models import StoredFile
from accord.people.models import Department, Person


class MailWording(models.Model):
    """One version of a mail's wording in a language, for a department or for all. Versions are never changed.

    `is_current` is the newest of its kind, department and language; a `standard` one goes back to what is built in.
    """

    kind = models.CharField(max_length=24)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=250, blank=True)
    title = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    standard = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "mail_wording"
        indexes: ClassVar = [models.Index(fields=["kind", "language", "id"], name="mail_wording_versions")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "department", "language"],
                condition=Q(is_current=True),
                name="mail_wording_current",
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(is_current=True, department=None),
                name="mail_wording_current_of_all",
            ),
        ]


class MailLook(models.Model):
    """Colours, logo and foot of the mails of a department, or (without one) of all that have none of their own.

    Colours are #rrggbb, "" is the standard; `foot` is by language.
    """

    department = models.ForeignKey(
        Department, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    accent = models.CharField(max_length=7, blank=True)  # of buttons and links
    head = models.CharField(max_length=7, blank=True)  # of the band above
    foot = models.JSONField(default=dict)
    logo = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    logo_type = models.CharField(max_length=20, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)  # as it is shown, in pixels
    logo_height = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "mail_look"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department"], name="mail_look_of_department")
        ]
