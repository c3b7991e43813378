"""After a restore: mail that was fetched while the backup was made is looked for once more.

Such a mail may have come into the spool after that was copied, and not yet have been in the database when that was: the
backup has it nowhere, but its cursor says that it is taken. So the cursor goes back to the first mail of late that the
ledger does not know; what it does know comes to nothing the second time (`origins.py`).
"""

from django.db import transaction

from accord.channels.email import origins
from accord.channels.email.models import FetchedFolder, FetchedMail

LOOKED_AT = 1_000  # mails before the cursor of each folder
_AT_ONCE = 200


def rewind() -> int:
    """Move the cursors of all folders back where mails are missing; gives how many were moved."""
    moved = 0
    for row in FetchedFolder.objects.exclude(folder=""):
        missing = _first_missing(row)
        if missing is not None:
            row.next_uid = missing
            with transaction.atomic():
                row.save(update_fields=["next_uid"])
            moved += 1
    return moved


def _first_missing(row: FetchedFolder) -> int | None:
    """The first of the newest mails that the ledger does not know; nothing from before the first connection."""
    first = max(row.history_until, row.next_uid - LOOKED_AT, 1)
    for begin in range(first, row.next_uid, _AT_ONCE):
        uids = range(begin, min(begin + _AT_ONCE, row.next_uid))
        identities = {uid: origins.imap(row.source_id, row.folder, row.uidvalidity, uid) for uid in uids}
        found = FetchedMail.objects.filter(identity__in=list(identities.values()))
        known = set(found.values_list("identity", flat=True))
        for uid, identity in identities.items():
            if identity not in known:
                return uid
    return None
