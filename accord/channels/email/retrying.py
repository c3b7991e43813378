"""Second chances in the mail ledger: read again what was kept aside, open what was taken for a repetition."""

from collections.abc import Callable

from django.db import connection, transaction

from accord.channels.email import bounded, contents, intake, origins
from accord.channels.email.handling import Mail, batch_of, handle
from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.screening import keeping
from accord.core import clock, files
from accord.core.errors import NotPossible

# A mail that stands on a ticket already would stand there twice.
RETRIABLE = (Fate.QUARANTINED, Fate.AUTOMATIC, Fate.IGNORED, Fate.SPAM, Fate.BOUNCE)


def may_retry(mail: IncomingMail) -> bool:
    """Whether the ledger offers "try again" for it."""
    return mail.fate in RETRIABLE and mail.ticket_message_id is None and mail.raw_id is not None


def retry(incoming: IncomingMail) -> IncomingMail:
    """Take the original through the whole intake again; the row gets its new fate. Raises NotPossible."""
    return _again(incoming, may_retry, once_more=False)


def separate(incoming: IncomingMail) -> IncomingMail:
    """Open a mail that was held for the same as another after all. Raises NotPossible."""
    return _again(incoming, lambda mail: mail.fate == Fate.SAME and mail.raw_id is not None, once_more=True)


def _again(incoming: IncomingMail, allowed: Callable[[IncomingMail], bool], *, once_more: bool) -> IncomingMail:
    row = IncomingMail.objects.select_related("raw").get(pk=incoming.pk)
    if not allowed(row) or row.raw is None:
        raise NotPossible(f"mail {row.pk} has the fate {row.fate}")
    raw, attempts = row.raw, row.attempts
    try:
        parsed = bounded.read(files.read(raw), suspect=True)
    except bounded.Unreadable as error:
        with transaction.atomic():
            row.attempts, row.handled_at = attempts + 1, clock.now()
            row.fate, row.reason, row.details = Fate.QUARANTINED, error.reason, {"detail": error.detail}
            row.save(update_fields=["attempts", "handled_at", "fate", "reason", "details"])
        return row
    stored = files.put_many([each.data for each in contents.files_kept(parsed)])
    with transaction.atomic():
        rows = IncomingMail.objects.filter(pk=row.pk, attempts=attempts)
        locked = (rows.select_for_update() if connection.vendor == "postgresql" else rows).first()
        if locked is None or not allowed(locked):  # a colleague pressed the same button
            raise NotPossible(f"mail {row.pk} was taken again meanwhile")
        locked.attempts, locked.history = attempts + 1, origins.was_history(locked)
        screening = keeping.from_json(locked.details)
        mail = Mail(locked, raw, parsed, stored, once_more=once_more, screening=screening)
        try:
            with transaction.atomic():
                handle(mail, batch_of([mail]))
        except Exception as error:
            if isinstance(error, intake.NO_DATABASE):
                raise
            intake.log.exception("mail %s could not be brought to a ticket", locked.spool_id)
            intake.quarantine(locked, error)
    return locked
