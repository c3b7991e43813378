"""What is asked for again is done once: the first time takes a key, later ones find what it was answered.

Key, change and answer are stored in one transaction, so that after a crash either all of them are there or none.
What was refused is not kept: nothing was changed, and it may be asked for again.
"""

from datetime import timedelta

from django.db import connection, transaction

from accord.core import clock, records
from accord.core.models import RepeatedAnswer

KEPT = timedelta(hours=48)
_CLEAN_EVERY = 50
_CLEAN_MOST = 500


def begin(owner: str, key: str, digest: str) -> int | None:
    """Take the key; gives the row's id, or None when it was used before. Waits for who has it in another process.

    Call it in the transaction of the change.
    """
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO repeated_answer (owner, key, request_sha256, status, body, created_at)"
            " VALUES (%s, %s, %s, 0, '', %s) ON CONFLICT (owner, key) DO NOTHING RETURNING id",
            [owner, key, digest, now],
        )
        found = cursor.fetchone()
    return int(found[0]) if found else None


def answered(owner: str, key: str) -> RepeatedAnswer:
    """What was answered under a key that was used before."""
    return records.select(RepeatedAnswer, "owner = %s AND key = %s", [owner, key])[0]


def end(number: int, body: str, status: int = 0) -> None:
    """Keep what is answered, in the same transaction."""
    records.update(RepeatedAnswer(pk=number, status=status, body=body), ["status", "body"])
    if number % _CLEAN_EVERY == 0:
        forget_old()


def forget_old() -> int:
    """Delete answers that are older than KEPT, some of them; returns how many."""
    old = RepeatedAnswer.objects.filter(created_at__lt=clock.now() - KEPT).order_by("created_at")
    with transaction.atomic():
        return RepeatedAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_CLEAN_MOST])).delete()[0]
