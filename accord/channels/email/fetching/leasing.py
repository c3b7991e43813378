"""Who fetches a source: one process at a time, on one machine by a lock, over several by a row that expires."""

import fcntl
import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accord.channels.email.models import MailSource
from accord.core import clock

FOLDER = "fetching"
LASTS = timedelta(seconds=60)
_NAME = "name"


class Lease:
    """The right to fetch one source. The kernel gives the lock back when a process dies; the next one on this machine
    takes over at once, another machine when the row has expired."""

    def __init__(self, source_id: int, handle: int) -> None:
        self.source_id, self._handle = source_id, handle

    @classmethod
    def of(cls, source_id: int) -> "Lease | None":
        """Take it, or give None when somebody else has it. Raises OSError when the data folder cannot be written."""
        handle = os.open(_folder() / f"{source_id}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        lease, held = cls(source_id, handle), False
        try:
            held = lease.renew()
        finally:
            if not held:  # also when the database does not answer: the next try must get it
                lease._let_go()
        return lease if held else None

    def renew(self) -> bool:
        """Hold it for another minute. False: another machine has it."""
        now, name = clock.now(), _name()
        free = Q(held_by=name) | Q(held_until__isnull=True) | Q(held_until__lt=now)
        with transaction.atomic():
            held = MailSource.objects.filter(free, pk=self.source_id).update(
                held_by=name, held_until=now + LASTS
            )
        return bool(held)

    def give_back(self) -> None:
        """Let others have it."""
        if self._handle < 0:
            return
        try:
            with transaction.atomic():
                MailSource.objects.filter(pk=self.source_id, held_by=_name()).update(held_until=None)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        os.close(self._handle)
        self._handle = -1


def _folder() -> Path:
    folder = Path(settings.DATA) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _name() -> str:
    """The name of this data folder: 32 signs, made once."""
    path = _folder() / _NAME
    with suppress(FileNotFoundError):
        if name := path.read_text("ascii").strip():
            return name
    draft = path.with_name(f"{_NAME}.{secrets.token_hex(4)}")
    draft.write_text(secrets.token_hex(16), "ascii")
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text("ascii").strip()
