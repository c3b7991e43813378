"""What was erased for good, remembered outside of the database: an older backup must not bring it back.

A line of JSON for each in DATA/erasures.jsonl, with ids only. The worker writes it after the erasure is committed, at
least once; a backup takes it along and also keeps it beside all backups, so that restoring an old one knows of what
was erased after it. Replaying is idempotent.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from accord.core.registry import Registry
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.people.system import system
from accord.tickets import discarding
from accord.tickets.happenings import TicketPurged
from accord.tickets.models import State, Ticket
from accord.transfer import copying

FILE_NAME = "erasures.jsonl"
Entry = dict[str, Any]
replayers: Registry[Callable[[Entry], bool]] = Registry("replayer of erasures")


def note(event: Event) -> None:
    """The effect of an erasing event: one more line, durable. Raises OSError; then it is tried again."""
    ticket = Ticket.objects.only("id", "code").get(pk=event.ticket_id or 0)
    entry = {"kind": "ticket", "id": ticket.pk, "code": ticket.code, "at": event.at.isoformat(), "event": event.pk}
    append(Path(settings.DATA) / FILE_NAME, [entry])


EFFECT = Effect("erasure-log", (TicketPurged,), note, leaves=False)


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Add those lines that the file does not hold yet, durably."""
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        known = set(text.splitlines())
        lines = [line for entry in entries if (line := json.dumps(entry, sort_keys=True).encode()) not in known]
        torn = b"\n" if text and not text.endswith(b"\n") else b""
        file.write(torn + b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Iterator[Entry]:
    """The entries of a log, oldest first; none when it is not there. A torn line is passed over."""
    with contextlib.suppress(FileNotFoundError):
        for line in path.read_bytes().splitlines():
            with contextlib.suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict) and "kind" in entry:
                    yield entry


def copy_to(part: Path) -> None:
    """Put the log into a backup."""
    copying.written(part / FILE_NAME, _text(read(Path(settings.DATA) / FILE_NAME)))


def keep_beside(root: Path) -> None:
    """Keep it beside the backups too, where a restore of an older one finds it."""
    append(root / FILE_NAME, read(Path(settings.DATA) / FILE_NAME))


def _text(entries: Iterable[Entry]) -> str:
    return "".join(json.dumps(entry, sort_keys=True) + "\n" for entry in entries)


def replay(entries: Iterable[Entry]) -> int:
    """Erase again what these entries name and the database still holds; gives how many that were."""
    return sum(replayers[entry["kind"]](entry) for entry in entries if entry["kind"] in replayers)


@replayers.add("ticket")
def _purge(entry: Entry) -> bool:
    """A ticket of another code under that id is another ticket: a workspace that was begun anew."""
    ticket = Ticket.objects.filter(pk=entry["id"], code=entry["code"], purged_at__isnull=True).first()
    if ticket is None:
        return False
    if ticket.state not in (State.SPAM, State.DELETED):
        discarding.delete(ticket, by=system(), because="")
    discarding.purge(ticket, by=system())
    return True
