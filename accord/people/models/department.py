"""Departments, and what each agent may do in each of them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.people.models.person import Person


class Department(models.Model):
    """A team with its own tickets, signature and switches for the customer's last word (DOMAIN 6.3, 6.4)."""

    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    signature = models.TextField(blank=True)
    to_solve_on = models.BooleanField(default=True)
    reply_reopens = models.BooleanField(default=True)
    take_back_days = models.PositiveSmallIntegerField(default=7)
    reopen_closed_days = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "department"
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Level(models.TextChoices):
    """Rights in a department, each holding those before it."""

    READER = "reader", _("Reader")
    SOLVER = "solver", _("Solver")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")


class Membership(models.Model):
    """An agent's level in a department."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="memberships")
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.SOLVER)

    class Meta:
        db_table = "membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "department"], name="membership_once"),
        ]
