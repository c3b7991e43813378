"""What stands beside a ticket: panels of the team's own systems, and buttons."""

from typing import Any, ClassVar

from django.db import models


class Beside(models.Model):
    """What a panel and a button have in common: an address with variables, and where it is shown.

    `departments` are ids; none is all of them. A removed one stays for the history that names it.
    """

    name = models.CharField(max_length=80)
    method = models.CharField(max_length=8, default="GET")
    url = models.TextField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    departments = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def asked(self) -> dict[str, Any]:
        """What is called, as `requests.Request` has it."""
        return {"method": self.method, "url": self.url, "headers": self.headers, "body": self.body}


class SidePanel(Beside):
    """An address of the team's own system that tells what it knows about the customer.

    An answer is kept `keep_s` seconds. `failed_at` is when it failed first and not answered since, with the key of the
    reason in `failure` (see `beside.asking`).
    """

    keep_s = models.PositiveIntegerField(default=300)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "side_panel"


class TicketButton(Beside):
    """A button beside the ticket. `does`: "open" opens the address in the agent's browser, "call" lets a worker call
    it. `asks`: a question comes before it.
    """

    OPEN: ClassVar = "open"
    CALL: ClassVar = "call"
    does = models.CharField(max_length=8, default=OPEN)
    asks = models.BooleanField(default=False)

    class Meta:
        db_table = "ticket_button"
