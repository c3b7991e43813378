"""Who is away."""

from django.db import models

from accord.people.models.person import Person


class Away(models.Model):
    """An agent is away until a moment, with what he wrote about it. An own table: nothing that is read often has it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "away"
