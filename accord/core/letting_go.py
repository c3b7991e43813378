"""Files that somebody has let go, such as those of a ticket that was deleted for good: when their bytes really go.

The same bytes are kept once, so a file that one lets go may be another's. `let_go` writes down, in the transaction that
takes the pointers away, that somebody must look; `remove`, a chore of the worker, looks. Three things make it safe
beside a writer who has just found the same bytes:

- Who finds bytes in the store touches them (`durable.held`) and points at their row within RELIED_ON. What was touched
  since waits.
- The row goes first, in a transaction; a writer who would point at it waits for that and makes the row anew, and one
  who pointed at it a moment before makes the deletion fail (foreign keys). Inside of it the bytes are renamed, so
  that from then on a writer does not find them and writes them again, and only then the touch is looked at.
- After the commit the renamed bytes are deleted. A kill in between leaves the renamed file: a later round deletes it,
  or puts it back where the row is still there. A power cut that forgets the renaming leaves bytes without a row,
  which `accord check --deep` names.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignObjectRel

from accord.core import clock, durable
from accord.core.models import LetGoFile, StoredFile

RELIED_ON = timedelta(minutes=10)
AT_ONCE = 100


class _Wanted(Exception):
    """A writer has found these bytes a moment ago."""


def let_go(ids: Iterable[int]) -> None:
    """Somebody points at these files no longer; call it in the transaction that takes the pointers away.

    Those that were let go before are marked again: whoever looks at that mark now waits for this transaction.
    """
    now = clock.now()
    LetGoFile.objects.bulk_create(
        [LetGoFile(file_id=number, due_at=now) for number in sorted(set(ids))],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["file"],
        update_fields=["due_at"],
    )


def remove() -> int:
    """The chore: look at files that were let go, delete those that nobody points at; gives how many it looked at."""
    _finish()
    due = LetGoFile.objects.filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    return sum(_look(number) for number in list(due.values_list("pk", flat=True)[:AT_ONCE]))


def _look(number: int) -> bool:
    """One file: kept, deleted, or looked at again later. False when another worker was faster."""
    digest, renamed = "", False
    try:
        with transaction.atomic():
            if not LetGoFile.objects.select_for_update().filter(pk=number).exists():
                return False
            LetGoFile.objects.filter(pk=number).delete()
            if _is_pointed_at(number):
                return True
            digest = StoredFile.objects.values_list("sha256", flat=True).get(pk=number)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM stored_file WHERE id = %s", [number])
            renamed = _take_away(digest)
            if renamed and time.time() - os.stat(_away(digest)).st_mtime < RELIED_ON.total_seconds():
                raise _Wanted
    except (_Wanted, IntegrityError):
        _put_back(digest)
        with transaction.atomic():
            LetGoFile.objects.filter(pk=number).update(due_at=clock.now() + RELIED_ON)
        return True
    except Exception:
        if renamed:
            _put_back(digest)
        raise
    if renamed:
        os.unlink(_away(digest))
    return True


def _is_pointed_at(number: int) -> bool:
    return any(
        field.model._default_manager.filter(**{field.name: number}).exists()
        for field in pointers()
        if field.model is not LetGoFile
    )


def pointers() -> list[Any]:
    """The fields of all rooms that point at stored files (`related_objects` leaves out those without a way back)."""
    found = StoredFile._meta.get_fields(include_hidden=True)
    return [each.field for each in found if isinstance(each, ForeignObjectRel)]


def _root() -> str:
    return os.path.join(settings.DATA, "files")


def _away(digest: str) -> str:
    return os.path.join(_root(), durable.LEAVING + digest)


def _take_away(digest: str) -> bool:
    """Rename the bytes; False when the store does not hold them."""
    try:
        os.rename(durable.place(_root(), digest), _away(digest))
    except FileNotFoundError:
        return False
    return True


def _put_back(digest: str) -> None:
    """Give the bytes their name again. Who has written them anew meanwhile has written the same."""
    with contextlib.suppress(FileNotFoundError):
        os.rename(_away(digest), durable.place(_root(), digest))


def _finish() -> None:
    """What a killed worker has left renamed; what is new may be another worker's at this moment."""
    for digest in _left():
        if StoredFile.objects.filter(sha256=digest).exists():
            _put_back(digest)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(_away(digest))


def _left() -> Iterator[str]:
    old = time.time() - RELIED_ON.total_seconds()
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(_root()):
            if entry.name.startswith(durable.LEAVING):
                with contextlib.suppress(FileNotFoundError):
                    if entry.stat().st_ctime < old:  # renamed then
                        yield entry.name.removeprefix(durable.LEAVING)
