"""What an agent has begun to write, saved on the server so that nothing is lost."""

import hashlib
from typing import ClassVar

from django.db import models

from accord.people.models import Person
from accord.tickets.models.ticket import Ticket


class Draft(models.Model):
    """One per ticket, person and kind (reply, note, or `new` for a ticket that is not open yet).

    Of the kind `later`, an answer that is written and waits for its moment (models.everyday), there may be several.
    """

    LATER = "later"
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, default="reply")
    html = models.TextField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    readers = models.JSONField(default=list)  # of a note: for whom it is, as `audiences.Audience.keys` writes it
    updated_at = models.DateTimeField()

    @property
    def mark(self) -> str:
        """Says which words these are, so that a page can tell whether it has seen them; empty where there are none."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:20] if self.html else ""

    class Meta:
        db_table = "draft"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "person", "kind"], condition=~models.Q(kind="later"), name="draft_once"
            )
        ]
