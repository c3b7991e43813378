"""Statuses of a team's own, the forms of new tickets, and the index of what stands in tickets' fields."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accord.people.models import CustomField, Department
from accord.tickets.models.ticket import State, Ticket

CATEGORIES = (State.NEW, State.OPEN, State.ANSWERED, State.POSTPONED, State.RESOLVED, State.CLOSED)


class TicketStatus(models.Model):
    """A name for a part of a state. The state (`category`) decides how the ticket behaves (DOMAIN 6.1).

    A ticket without one has the state's own, which is the default until another is; a row with `own` only gives that
    one other words. Switched off, never deleted. `names` are for agents, `customer_names` for customers, by language.
    """

    category = models.CharField(max_length=9)
    names = models.JSONField(default=dict)
    customer_names = models.JSONField(default=dict)
    own = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "ticket_status"
        ordering: ClassVar = ["category", "-own", "position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(category__in=[str(c) for c in CATEGORIES]), name="status_category"
            ),
            models.CheckConstraint(
                condition=~Q(is_default=True) | Q(is_active=True), name="status_default_active"
            ),
            models.UniqueConstraint(F("category"), condition=Q(is_default=True), name="status_one_default"),
            models.UniqueConstraint(F("category"), condition=Q(own=True), name="status_one_own"),
        ]


class TicketForm(models.Model):
    """Which fields a new ticket asks for, in which order. Without departments: for all that have no form of their own.

    `agents` and `customers` say who fills it in; `asked` holds [{"field": id, "required": false}] in order.
    """

    names = models.JSONField(default=dict)
    agents = models.BooleanField(default=True)
    customers = models.BooleanField(default=False)
    asked = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    departments = models.ManyToManyField(Department, related_name="+", db_table="ticket_form_department")

    class Meta:
        db_table = "ticket_form"
        ordering: ClassVar = ["position", "id"]


class TicketField(models.Model):
    """A value of a ticket's field again, to be found by: the row `ticket.fields` is what counts.

    `term` is the field's id, "=" and the value, folded and cut, so that one index finds any of them; `number` holds
    numbers, and dates as days since year 1.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.CharField(max_length=150)
    number = models.FloatField(null=True)

    class Meta:
        db_table = "ticket_field"
        constraints: ClassVar = [models.UniqueConstraint(F("ticket"), F("term"), name="ticket_field_once")]
        indexes: ClassVar = [
            models.Index(F("term"), F("ticket"), name="ticket_field_term"),
            models.Index(
                F("field"),
                F("number"),
                F("ticket"),
                condition=Q(number__isnull=False),
                name="ticket_field_number",
            ),
        ]
