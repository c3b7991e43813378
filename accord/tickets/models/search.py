"""What the full-text index holds of a message: kept, because a contentless index must be told what to forget."""

from typing import ClassVar

from django.db import models


class SearchDoc(models.Model):
    """Terms and scope of one message's document; its id is the message's. The index itself is `core.fulltext`'s."""

    message = models.OneToOneField(
        "tickets.Message", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    ticket_id = models.BigIntegerField()
    terms = models.TextField()
    scope = models.TextField()

    class Meta:
        db_table = "search_doc"
        indexes: ClassVar = [models.Index(fields=["ticket_id", "message"], name="search_doc_of_ticket")]
