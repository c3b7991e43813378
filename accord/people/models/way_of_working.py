"""How an agent works: what he may take, what he can, how much at once, and when."""

from django.db import models

from accord.people.models.person import Person


class WayOfWorking(models.Model):
    """What differs from the usual; an agent without a row works as everybody.

    `capacity` holds, by channel, how many waiting tickets he may hold before nothing more is handed to him; `hours`
    holds spans of his own day as ["09:00", "12:30"] by weekday ("0" is Monday); empty: at any time.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    only_to_solve = models.BooleanField(default=False)
    is_given = models.BooleanField(default=True)  # automatic hand-out may give him tickets
    languages = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    capacity = models.JSONField(default=dict)
    hours = models.JSONField(default=dict)

    class Meta:
        db_table = "way_of_working"
