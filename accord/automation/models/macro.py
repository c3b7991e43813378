"""Macros: ready words and changes that an agent puts on a ticket with one pick."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import Department, Person


class Macro(models.Model):
    """Words per language (`texts`) and changes (`steps`). A folder is what stands before the last `::` of the name.

    For its `owner` alone, for departments (`MacroDepartment`), or for `everybody`. With a `keyword` it is offered in
    the composer after `#`. A removed one stays for the tickets that name it.
    """

    name = models.CharField(max_length=200)
    keyword = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    everybody = models.BooleanField(default=False)
    into = models.CharField(max_length=8, default="reply")  # reply or note: where its words go
    texts = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "macro"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(owner__isnull=False, everybody=True), name="macro_of_one_or_all"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        return self.name.rpartition("::")[0].strip()

    @property
    def title(self) -> str:
        """The name without its folder."""
        return self.name.rpartition("::")[2].strip()


class MacroDepartment(models.Model):
    """A department whose agents are offered the macro."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="+", db_index=False)
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "macro_department"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["macro", "department"], name="macro_department_once")
        ]


class MacroUse(models.Model):
    """How often a person used a macro: the most used stand first in his picker."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "macro_use"
        constraints: ClassVar = [models.UniqueConstraint(F("person"), F("macro"), name="macro_use_once")]
