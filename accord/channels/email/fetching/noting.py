"""Writing down how fetching goes, for the mailbox's page, Today and `accord doctor`."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accord.channels.email.fetching.failures import FetchError
from accord.channels.email.models import MailSource
from accord.core import clock


def well(source: MailSource, taken: int) -> None:
    """The server was looked at from end to end; `taken` mails came."""
    now = clock.now()
    values: dict[str, datetime | str | None] = {
        "last_fetched_at": now,
        "last_error": "",
        "error_words": "",
        "error_since": None,
    }
    if taken:
        values["last_seen_at"] = now
    with transaction.atomic():
        MailSource.objects.filter(pk=source.pk).update(**values)


def badly(source: MailSource, error: FetchError) -> None:
    """It failed; since when is kept from the first failure on."""
    row = MailSource.objects.filter(pk=source.pk)
    same = Q(last_error=error.key, error_words=error.words, error_since__isnull=False)
    if row.filter(same).exists():  # it goes on: nothing new to write
        return
    with transaction.atomic():
        row.update(
            last_error=error.key, error_words=error.words, error_since=Coalesce(F("error_since"), clock.now())
        )
