"""What keeps the house small: index parts merged, sessions and idempotency keys of yesterday forgotten."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet

from accord.automation.calls import calling
from accord.automation.mass import jobs
from accord.channels.email.models import AutomaticMail
from accord.core import clock, files
from accord.core.fulltext import index
from accord.core.models import RepeatedAnswer
from accord.messaging.chats import forgetting as chats
from accord.messaging.notices import reading

KEPT = timedelta(days=2)
AT_ONCE = 500  # rows a transaction, so that none takes over 50 ms


def tidy_index() -> int:
    """Merge some pages of the full-text index; 1 when there is more to merge."""
    with transaction.atomic():
        return int(index.tidy(connection, pages=60))


def forget() -> int:
    """Delete what has served its time; gives how many rows and files."""
    now = clock.now()
    old = now - KEPT
    return sum(
        (
            _delete(Session.objects.filter(expire_date__lt=now)),
            _delete(RepeatedAnswer.objects.filter(created_at__lt=old)),
            _delete(AutomaticMail.objects.filter(at__lt=old)),
            calling.forget_old(AT_ONCE),
            jobs.forget_old(AT_ONCE),
            reading.forget_old(AT_ONCE),
            chats.forget_old(AT_ONCE),
            files.sweep(),
        )
    )


def _delete(rows: QuerySet[Any]) -> int:
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        return 0
    with transaction.atomic():
        return int(rows.model.objects.filter(pk__in=ids).delete()[0])
