"""From the spool to tickets: the worker's chore. Every mail gets a fate; nothing is lost, nothing is taken twice.

A part of a batch is parsed and its files are stored first, outside of any transaction. Then short transactions bring
the mails to their tickets, each with its ledger row in a savepoint of its own; then the spool is told. A kill anywhere
leads to the same records again, and the unique `spool_id` makes each count once.
"""

import contextlib
import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from accord.channels.email import bounded, contents, origins
from accord.channels.email.handling import Batch, Mail, batch_of, handle
from accord.channels.email.models import IncomingMail, Mailbox
from accord.channels.email.models.incoming import Fate
from accord.channels.email.own_addresses import publish_mailboxes
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.screening import Screening, deciding
from accord.channels.email.screening.authentication import Origin
from accord.channels.email.spool import Record, Spool
from accord.channels.email.trying import Trying
from accord.core import clock, files
from accord.core.fulltext import index
from accord.core.models import StoredFile
from accord.core.records import new

log = logging.getLogger(__name__)
BATCH_BYTES = 32 << 20
PART = 50
TRANSACTION_S = 0.04
# Not the mail's fault: the whole batch waits.
NO_DATABASE = (OperationalError, InterfaceError)
NOTED_EVERY = timedelta(minutes=1)  # how exact `last_in_at` is
# Fates of mails that lock no ticket which others know.
_NOBODY_ELSES = (Fate.OPENED, Fate.SAME, Fate.IGNORED, Fate.REFUSED, Fate.QUARANTINED)
_LOCK = "mail-intake.lock"

Prepared = tuple[IncomingMail, Mail | None]  # the unsaved row, and the mail where it could be read
_spool: Spool | None = None
_trying: Trying | None = None
_told = False


def take(limit: int = 200) -> int:
    """Take up to `limit` mails from the spool; returns how many got their fate. Another taker at work: 0.

    Raises OSError (a full disk) and OperationalError (the database does not answer): what has no fate yet stays in
    the spool, and the worker tries again after a growing pause.
    """
    with _alone() as alone:
        if not alone:
            return 0
        _tell_the_door()
        records = spool().pending(min(limit, _note().pace), BATCH_BYTES)
        return _take(records) if records else 0


def _tell_the_door() -> None:
    """When a worker begins, what the intake accepts is published anew."""
    global _told
    if not _told:
        publish_mailboxes()
        _told = True


def spool() -> Spool:
    """This process's view of DATA/spool."""
    global _spool
    if _spool is None:
        _spool = Spool(settings.DATA)
    return _spool


def rest(seconds: float) -> None:
    """Sleep until a mail is stored, at most `seconds`."""
    spool().wait(seconds)


def forget() -> None:
    """Drop what this process remembers of the spool (tests, and a changed data folder)."""
    global _spool, _trying, _told
    if _spool is not None:
        _spool.close()
    _spool, _trying, _told = None, None, False


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """One taker a spool; the kernel gives the lock back when a process dies."""
    handle = os.open(Path(settings.DATA) / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def _take(records: Sequence[Record]) -> int:
    ids = [record.id for record in records]
    known = set(IncomingMail.objects.filter(spool_id__in=ids).values_list("spool_id", flat=True))
    known |= origins.taken(record for record in records if record.id not in known)
    spool().done(known)
    fresh = [record for record in records if record.id not in known]
    if not fresh:
        return len(records)
    for mails in _prepared(fresh):
        batch = batch_of([mail for _, mail in mails if mail is not None])
        for done in _in_short_transactions(mails, batch):
            spool().done(done)
        _seen(mails)
    _note().clear(record.id for record in fresh)
    return len(records)


def _prepared(records: Sequence[Record]) -> Iterator[list[Prepared]]:
    """The mails, part by part. While the disk takes the files of one part, the part before goes to its tickets."""
    before: Callable[[], list[Prepared]] | None = None
    for start in range(0, len(records), PART):
        begun = _prepare(records[start : start + PART])
        if before is not None:
            yield before()
        before = begun
    if before is not None:
        yield before()


def _prepare(records: Sequence[Record]) -> Callable[[], list[Prepared]]:
    """Parse, and begin to store. What is given waits for the disk: for each record its row, and what could be read."""
    try:
        read = [_read(record) for record in records]
    finally:
        _note().parsed()
    held = [_contents(record, found) for record, found in zip(records, read, strict=True)]
    stored = files.put_meanwhile([content for each in held for content in each])
    screened = _screened(records, read)

    def finished() -> list[Prepared]:
        rows = iter(stored())
        return [
            _with_row(record, found, list(islice(rows, len(each))), screening)
            for record, found, each, screening in zip(records, read, held, screened, strict=True)
        ]

    return finished


def _read(record: Record) -> ParsedMail | bounded.Unreadable | None:
    if record.kind == "refused":
        return None
    try:
        with _note().mail(record.id) as suspect:
            return bounded.read(record.raw, suspect=suspect)
    except bounded.Unreadable as error:
        log.warning("mail %s: %s", record.id, error)
        return error


def _screened(
    records: Sequence[Record], read: Sequence[ParsedMail | bounded.Unreadable | None]
) -> list[Screening]:
    """What is found out about each mail. Raises OSError while mail is to wait for the virus scanner."""
    pairs = zip(records, read, strict=True)
    arrived = {at: each for at, (record, found) in enumerate(pairs) if (each := _arrived(record, found)) is not None}
    outcomes = dict(zip(arrived, deciding.screen(list(arrived.values())), strict=True))
    return [outcomes.get(at, Screening()) for at in range(len(records))]


def _arrived(record: Record, found: ParsedMail | bounded.Unreadable | None) -> deciding.Arrived | None:
    if not isinstance(found, ParsedMail) or record.kind == "history":
        return None
    direct = record.protocol in ("smtp", "lmtp")
    origin = Origin(record.peer, record.helo, record.sender, direct)
    return deciding.Arrived(record.raw, found, origin, record.recipients, record.received_at)


def _contents(record: Record, found: ParsedMail | bounded.Unreadable | None) -> list[bytes]:
    """The original first, then the files in it."""
    if found is None:
        return []
    kept = contents.files_kept(found) if isinstance(found, ParsedMail) else ()
    return [record.raw, *(each.data for each in kept)]


def _with_row(
    record: Record,
    found: ParsedMail | bounded.Unreadable | None,
    stored: Sequence[StoredFile],
    screening: Screening,
) -> Prepared:
    row = new(
        IncomingMail,
        spool_id=record.id,
        received_at=record.received_at,
        sender=record.sender[:254],
        recipients=[address[:254] for address in record.recipients[:1000]],
        size=record.size or len(record.raw),
        handled_at=clock.now(),
    )
    row.identity, row.history = record.identity, record.kind == "history"
    if found is None:
        row.fate, row.reason = Fate.REFUSED, record.why or "too_large"
        return row, None
    row.raw, row.sha256 = stored[0], stored[0].sha256
    if isinstance(found, ParsedMail):
        return row, Mail(row, stored[0], found, list(stored[1:]), screening=screening)
    row.fate, row.reason = Fate.QUARANTINED, found.reason
    row.details = {"detail": found.detail} if found.detail else {}
    return row, None


def _in_short_transactions(mails: Sequence[Prepared], batch: Batch) -> Iterator[list[str]]:
    """Save all, a savepoint each, many in a transaction but none over 50 ms; yields the spool ids after each commit.

    PostgreSQL: one that went to a ticket is the last of its transaction. The next may belong to another ticket, and who
    holds that one may wait for the first.
    """
    left = list(reversed(mails))
    while left:
        done: list[str] = []
        with transaction.atomic(), index.together(connection):
            until = time.monotonic() + TRANSACTION_S
            while left and (not done or time.monotonic() < until):
                row, mail = left.pop()
                _one(row, mail, batch)
                done.append(row.spool_id)
                if row.fate not in _NOBODY_ELSES and connection.vendor == "postgresql":
                    break
        yield done


def _one(row: IncomingMail, mail: Mail | None, batch: Batch) -> None:
    """One mail in its savepoint. Whatever goes wrong with it keeps the mail and stops no other."""
    try:
        with transaction.atomic():
            if mail is None:
                row.save()
            else:
                handle(mail, batch)
            origins.keep(row)
        if mail is not None:
            batch.remember(mail)
    except NO_DATABASE:
        raise
    except Exception as error:
        if origins.is_taken(row.identity):  # another machine fetched it too and was faster
            return
        log.exception("mail %s could not be brought to a ticket", row.spool_id)
        quarantine(row, error)


def quarantine(row: IncomingMail, error: Exception) -> None:
    """Keep a mail aside because our own code failed on it; an agent sees it in the ledger and can try again."""
    row.fate, row.reason = Fate.QUARANTINED, "not_stored"
    row.details = {"detail": type(error).__name__}
    row.ticket_id, row.ticket_message_id, row.same_as = None, None, None
    try:
        with transaction.atomic():
            row.save()
            origins.keep(row)
    except DatabaseError:
        if not IncomingMail.objects.filter(spool_id=row.spool_id).exists():  # another worker was faster
            raise


def _seen(mails: Sequence[Prepared]) -> None:
    """Remember on each mailbox when its last mail came, to the minute: not a transaction for every mail."""
    latest: dict[int, IncomingMail] = {}
    for row, _ in mails:
        if row.mailbox is not None and not row.history:
            before = row.mailbox.last_in_at
            if before is None or row.received_at - before > NOTED_EVERY:
                latest[row.mailbox.pk] = row
    if latest:
        with transaction.atomic():
            for mailbox_id, row in latest.items():
                Mailbox.objects.filter(pk=mailbox_id).update(last_in_at=row.received_at)


def _note() -> Trying:
    global _trying
    if _trying is None:
        _trying = Trying(Path(settings.DATA))
    return _trying
