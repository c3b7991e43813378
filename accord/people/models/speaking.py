"""Contacts who may say for their whole company that something is solved (DOMAIN 7.2)."""

from typing import ClassVar

from django.db import models

from accord.people.models.person import Person


class Spokesperson(models.Model):
    """A contact with the right to close what colleagues of his company asked. The row is the right."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "spokesperson"
        ordering: ClassVar = ["person"]
