"""Where customers said No more than once."""

from django.db import models

from accord.tickets.models.ticket import Ticket


class SaidNo(models.Model):
    """The supervisors were told that this ticket's customer said No again: how often, and when last (DOMAIN 7.14)."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+", primary_key=True)
    times = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "said_no"
