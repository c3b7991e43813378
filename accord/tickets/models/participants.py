"""Who takes part in a ticket besides its requester: people in copy."""

from typing import ClassVar

from django.db import models

from accord.people.models import Person
from accord.tickets.models.ticket import Ticket


class Participant(models.Model):
    """A contact who takes part, by the address he is written to. The requester has a row too."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=254)
    is_requester = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "participant"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "person", "address"], name="participant_once")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "ticket"], name="participant_in")]
