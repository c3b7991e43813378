"""Saved views, with whom they are shared, and who starred which."""

from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accord.conditions.groups import Groups
from accord.people.models import Department, Person


class Shared(models.TextChoices):
    """For whom a view is."""

    ME = "me", _("Only me")
    DEPARTMENTS = "departments", _("Departments")
    ALL = "all", _("Everybody")


class SavedView(models.Model):
    """A list of tickets that somebody put together. `groups` is what `Groups.stored` gave; `columns`, `sort` and
    `group_by` are keys of `views.showing`.
    """

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    shared = models.CharField(max_length=11, choices=Shared.choices, default=Shared.ME)
    departments = models.ManyToManyField(Department, through="ViewDepartment", related_name="+")
    groups = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=16, blank=True)
    group_by = models.CharField(max_length=16, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        indexes: ClassVar = [
            models.Index(F("owner"), condition=models.Q(is_active=True), name="saved_view_of"),
            models.Index(F("shared"), condition=models.Q(is_active=True), name="saved_view_shared"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def criteria(self) -> Groups:
        """The conditions. Raises Invalid where a condition is no longer there."""
        return Groups.parse(self.groups)


class ViewDepartment(models.Model):
    """A department whose agents have a view."""

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+", db_index=False)
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        db_table = "saved_view_department"
        constraints: ClassVar = [
            models.UniqueConstraint(F("department"), F("view"), name="saved_view_department_once")
        ]


class ViewStar(models.Model):
    """A view that an agent put first, with the place that he gave it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "saved_view_star"
        constraints: ClassVar = [models.UniqueConstraint(F("person"), F("view"), name="saved_view_star_once")]
